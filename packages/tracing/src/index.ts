export { openTracing } from './open-tracing.ts'
export { placeBelow, readTraceparent, writeTraceparent, type Place } from './place.ts'
export type { Span, SpanError, Tracing } from './tracing.ts'
