import { ProblemError } from '@syndicate/contracts'
import { shownError } from '@syndicate/logging'
import { readTraceparent, type SpanError, type Tracing } from '@syndicate/tracing'
import type { RunContext } from '../context.ts'
import { runSpans } from './run-spans.ts'

/**
 * Tells the trace of a run what became of it, from what the catalog knows: nothing of it travels with jobs, so that a run has
 * its trace whoever worked on it, and however often. Nobody waits for it.
 * @param run with where in a trace it belongs, if that is known
 * @param error what ended it, if anything did
 */
export function traceEnd(ctx: RunContext, run: { id: string; trace?: string }, error?: unknown): void {
  const { tracing } = ctx
  if (!tracing || (run.trace !== undefined && !readTraceparent(run.trace)?.isSampled)) return
  recordEnd(ctx, tracing, run.id, error).catch((failure: unknown) => ctx.onError(failure, 'tracing a run', run.id))
}

async function recordEnd({ catalog }: RunContext, tracing: Tracing, run: string, error: unknown): Promise<void> {
  const timeline = await catalog.runs.timeline(run)
  const from = readTraceparent(timeline?.trace)
  if (!timeline || !from?.isSampled) return
  for (const span of runSpans(timeline, from, spanError(error))) tracing.record(span)
}

/** Of an error what helps to find it, and nobody's data. */
export function spanError(error: unknown): SpanError | undefined {
  if (error === undefined) return undefined
  if (error instanceof ProblemError) return { type: error.code }
  const { type, message, stack } = shownError(error) as { type?: string; message?: string; stack?: string }
  return { type: type ?? 'unknown', message, stack }
}
