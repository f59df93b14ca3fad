import { booksBalance, type QuarantineReplay, type Run } from '@syndicate/contracts'
import { expect } from 'vitest'
import { replayQuarantine, type QuarantineReplayRequest, type RunContext } from '../src/index.ts'
import { end, published, recipe, type OpenRuns } from './fixture.ts'

const recipes = { readings: recipe }
/** What every run of `accept` left in quarantine. */
export const all = { filter: { dataset: 'readings' } }
export const cool: QuarantineReplayRequest['patch'] = [{ op: 'replace', path: '/cpu', value: 50 }]

export function request(changes: Partial<QuarantineReplayRequest> = {}): QuarantineReplayRequest {
  return { selection: all, recipes, maxReplays: 3, ...changes }
}

export function replay(
  open: OpenRuns,
  changes: Partial<QuarantineReplayRequest> = {},
  ctx: RunContext = open.ctx,
): Promise<QuarantineReplay> {
  return replayQuarantine(ctx, { ...request(changes), userId: open.userId })
}

/** The first run of a replay when it has ended, its books in balance. */
export async function endOf(open: OpenRuns, { runs }: QuarantineReplay): Promise<Run> {
  const run = await end(open.ctx, runs[0]!.runId)
  expect(booksBalance(run.counts)).toBe(true)
  return run
}

export async function states(open: OpenRuns, run?: string): Promise<string[]> {
  const { records } = await open.ctx.catalog.quarantine.list({ run, limit: 1000 })
  return records.map(({ state }) => state)
}

/** Which records are published, in order. */
export async function numbers(open: OpenRuns): Promise<number[]> {
  return (await published(open.ctx)).map(({ n }) => Number(n)).toSorted((a, b) => a - b)
}
