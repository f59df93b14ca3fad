import { SpanKind, SpanStatusCode, TraceFlags, type HrTime } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import type { Place } from '../place.ts'
import type { Span, SpanError } from '../tracing.ts'

const kinds = { server: SpanKind.SERVER, producer: SpanKind.PRODUCER, consumer: SpanKind.CONSUMER }

/**
 * A span as the exporter wants it. It is made when all is over, with ids of our own: a run's spans are told by whoever ends
 * it, from what the catalog knows, and again under the same ids should that one have died over it.
 */
export function toReadableSpan(
  span: Span,
  origin: Pick<ReadableSpan, 'resource' | 'instrumentationScope'>,
): ReadableSpan {
  const { name, kind, place, parentSpanId, beganMs, error } = span
  const endedMs = Math.max(beganMs, span.endedMs)
  return {
    name,
    kind: kind ? kinds[kind] : SpanKind.INTERNAL,
    spanContext: () => contextOf(place),
    ...(parentSpanId !== undefined && { parentSpanContext: contextOf({ ...place, spanId: parentSpanId }) }),
    startTime: timeOf(beganMs),
    endTime: timeOf(endedMs),
    duration: timeOf(endedMs - beganMs),
    status: error ? { code: SpanStatusCode.ERROR, message: error.type } : { code: SpanStatusCode.UNSET },
    attributes: { ...span.attributes, ...(error && { 'error.type': error.type }) },
    events: error ? [exceptionOf(error, endedMs)] : [],
    links: [],
    ended: true,
    ...origin,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }
}

function contextOf({ traceId, spanId, isSampled }: Place) {
  return { traceId, spanId, traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE }
}

function exceptionOf({ type, message, stack }: SpanError, atMs: number) {
  const attributes = { 'exception.type': type, 'exception.message': message, 'exception.stacktrace': stack }
  return { name: 'exception', time: timeOf(atMs), attributes }
}

/** Seconds and nanoseconds. */
function timeOf(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000)
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)]
}
