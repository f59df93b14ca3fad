import type { Place } from './place.ts'

/** Something that took time, and is over. */
export interface Span {
  name: string
  /** What it is to others: who was asked, who leaves work behind, who takes it up. @default internal */
  kind?: 'server' | 'producer' | 'consumer'
  place: Place
  /** The span that led to it; none: nothing did that anybody knows of. */
  parentSpanId?: string | undefined
  /** In milliseconds since 1970, as `endedMs`. */
  beganMs: number
  endedMs: number
  attributes?: Record<string, string | number | boolean | undefined>
  /** Why it came to nothing. */
  error?: SpanError | undefined
}

/** Nothing of it may be what somebody sent: it leaves the house. */
export interface SpanError {
  /** A code, or what kind of error it was. */
  type: string
  message?: string | undefined
  stack?: string | undefined
}

export interface Tracing {
  /**
   * The first place of a trace here. Whether it is sampled is drawn by lot: a caller may choose the id, and so must not choose
   * by it. Whoever goes on with the trace goes by the place.
   * @param traceId 32 hexadecimal digits
   */
  begin(traceId: string): Place
  /**
   * Has a span sent to the collector, if its trace is sampled. Neither waits nor throws: what the collector does not take in
   * time is lost.
   */
  record(span: Span): void
  /** Sends what waits, for a few seconds at most. */
  close(): Promise<void>
}
