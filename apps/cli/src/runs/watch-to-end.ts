import type { Context } from '../context.ts'
import { describeRun } from './describe-run.ts'
import { requirePublished } from './end-of-run.ts'
import { followRun } from './follow-run.ts'

interface WatchOptions {
  strict: boolean
  /** Whether programs get each event as well, a line each. */
  events?: boolean
}

/** Shows how a run gets on and its books in the end. Ctrl-C only stops watching. @throws CliError as it ended */
export async function watchToEnd(context: Context, runId: string, { strict, events }: WatchOptions): Promise<void> {
  const { out, interrupted } = context
  context.onInterrupt(
    `No longer watching; the run goes on.\n  \`syndicate watch ${runId}\` watches it again, \`syndicate cancel ${runId}\` stops it.`,
  )
  const client = await context.client()
  const run = await followRun(client.run(runId), {
    progress: context.progress(),
    signal: interrupted,
    ...(events && out.json && { onItem: (item) => out.value(item, () => '') }),
  })
  out.value(events ? { type: 'run', run } : run, (paint) => describeRun(run, paint))
  requirePublished(run, strict)
}
