import type { Context } from '../context.ts'
import { describeRefusals, takeRefusals } from '../quarantine/describe-refusals.ts'
import { describeRun } from './describe-run.ts'
import { requirePublished } from './end-of-run.ts'
import { followRun } from './follow-run.ts'

interface WatchOptions {
  strict: boolean
  /** Whether programs get each event as well, a line each. */
  events?: boolean
  /** Whether what was refused is told as well, and why. */
  refusals?: boolean
}

/** Shows how a run gets on and its books in the end. Ctrl-C only stops watching. @throws CliError as it ended */
export async function watchToEnd(context: Context, runId: string, watching: WatchOptions): Promise<void> {
  const { strict, events, refusals } = watching
  const { out, interrupted } = context
  context.nameRun(runId)
  context.onInterrupt(
    `No longer watching; the run goes on.\n  \`syndicate watch ${runId}\` watches it again, \`syndicate cancel ${runId}\` stops it.`,
  )
  const client = await context.client()
  const run = await followRun(client, runId, {
    progress: context.progress(),
    signal: interrupted,
    ...(events && out.json && { onItem: (item) => out.value(item, () => '') }),
  })
  const refused = refusals && run.counts.quarantined > 0 ? await takeRefusals(client, run) : undefined
  const told = refused ? { ...run, refusals: refused } : run
  out.value(events && out.json ? { type: 'run', run } : told, (paint, width) =>
    [describeRun(run, paint), ...(refused ? ['', describeRefusals(refused)(paint, width).trimEnd()] : [])].join('\n'),
  )
  if (refused) out.note(`\`syndicate quarantine --run ${runId}\` shows all that was refused.`)
  requirePublished(run, strict)
}
