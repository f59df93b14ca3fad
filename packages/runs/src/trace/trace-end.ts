import { ProblemError } from '@syndicate/contracts'
import { shownError } from '@syndicate/logging'
import { readTraceparent, type SpanError } from '@syndicate/tracing'
import type { RunContext } from '../context.ts'
import { runSpans } from './run-spans.ts'

/**
 * Tells the trace of a run what became of it, from what the catalog knows: nothing of it travels with jobs, so that a run has
 * its trace whoever worked on it, and however often. Nobody waits for it, and nothing is asked where its trace is not sampled.
 * @param error what ended it, if anything did
 */
export function traceEnd(ctx: RunContext, { id, trace }: { id: string; trace: string | null }, error?: unknown): void {
  const { tracing, catalog } = ctx
  const from = readTraceparent(trace)
  if (!tracing || !from?.isSampled) return
  const record = async () => {
    const timeline = await catalog.runs.timeline(id)
    const spans = timeline ? runSpans(timeline, from, spanError(error)) : []
    for (const span of spans) tracing.record(span)
  }
  record().catch((failure: unknown) => ctx.onError(failure, 'tracing a run', id))
}

/** Of an error what helps to find it, and nobody's data. */
export function spanError(error: unknown): SpanError | undefined {
  if (error === undefined) return undefined
  if (error instanceof ProblemError) return { type: error.code }
  const { type, message, stack } = shownError(error) as { type?: string; message?: string; stack?: string }
  return { type: type ?? 'unknown', message, stack }
}
