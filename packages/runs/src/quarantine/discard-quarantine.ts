import { ProblemError, type QuarantineDiscard, type QuarantineSelection } from '@syndicate/contracts'
import type { RunContext } from '../context.ts'
import { filterOf, tooBroad } from './plan-quarantine-replay.ts'

export interface DiscardRequest {
  selection: QuarantineSelection
  /** Records of others are not found; null: of any. */
  datasets?: readonly string[] | null
  userId: string
  reason?: string | undefined
}

/** Marked by one request at most, so that no statement takes long. */
const mostRecords = 10_000

/** Marks open records as not worth a replay, with who said so and why. They stay where they are. */
export async function discardQuarantine(ctx: RunContext, request: DiscardRequest): Promise<QuarantineDiscard> {
  const { selection, datasets, userId, reason = null } = request
  const found = await ctx.catalog.quarantine.discard(filterOf(selection, datasets), { userId, reason }, mostRecords)
  const { discarded, open, left, isCut = false } = found
  if (isCut && discarded === 0) throw new ProblemError('too-broad', tooBroad(selection))
  const matched = left.reduce((total, { count }) => total + count, discarded + open)
  const missing = selection.ids && !isCut ? selection.ids.length - matched : 0
  return {
    discarded,
    notDiscarded: missing === 0 ? left : [...left, { reason: 'not-found', count: missing }],
    more: open > 0 || isCut,
  }
}
