import type { QuarantineReplay } from '@syndicate/contracts'
import type { Context } from '../context.ts'
import { formatCount } from '../output/figures.ts'
import { watchToEnd } from '../runs/watch-to-end.ts'
import { describeLeft, moreHint } from './describe-left.ts'

export interface Waiting {
  /** False: not even where somebody sits before a terminal. */
  wait: boolean
  watch: boolean
  strict: boolean
}

/**
 * Says what a replay has set off, and, where somebody reads it or it was asked for, stays until its runs have ended and says
 * how, with what was refused again. @throws CliError as they ended
 */
export async function tellReplay(here: Context, replay: QuarantineReplay, waiting: Waiting): Promise<void> {
  const { out } = here
  const { runs, claimed, notReplayable, more } = replay
  const { wait, watch, strict } = waiting
  const stays = watch || strict || (wait && out.isRead)
  if (!stays) out.value(replay, () => runs.map(({ runId }) => runId).join('\n'))
  out.note([onTheirWay(claimed), ...describeLeft(notReplayable)].join('\n'))
  if (more) out.note(moreHint)
  if (stays) for (const { runId } of runs) await watchToEnd(here, runId, { strict, refusals: true })
}

function onTheirWay(count: number): string {
  return count === 1 ? '1 record on its way' : `${formatCount(count)} records on their way`
}
