import type { BudgetedSystem, Bytes } from './budgeted-system.ts'

export interface Attack {
  what: string
  /** Of the group it is reported with. */
  group: string
  /** As they are sent. */
  bytes: number
  /** Resolves when it is under way, with what waits for its end. */
  begin(): Promise<() => Promise<void>>
}

export interface Cost {
  turns: { gateway: number; worker: number }
  grown: Bytes
  /** Until somebody else's record was published, in milliseconds: beside the attack, and just before it. */
  waitMs: number
  quietMs: number
}

const budget = { turnMs: 250, waitMs: 5_000, growth: 100 }

/** A machine that is busy by itself holds up everybody: then the wait may be so many times that without an attack. */
const timesQuiet = 10

/** What any run takes of the stores beside its input: rows, pages, jobs and events, and those of somebody else meanwhile. */
const ofAnyRun = 512 * 1024

export async function costOf(system: BudgetedSystem, attack: Attack): Promise<Cost> {
  const quietMs = await system.waitOfOther()
  const before = await system.stored()
  system.longestTurns()
  const end = await attack.begin()
  const [waitMs] = await Promise.all([system.waitOfOther(), end()])
  const after = await system.stored()
  const grown = { postgres: after.postgres - before.postgres, redis: after.redis - before.redis }
  return { turns: system.longestTurns(), grown, waitMs, quietMs }
}

/** Where an attack cost more than its share. */
export function complaintsAbout({ bytes }: Attack, { turns, grown, waitMs, quietMs }: Cost): string[] {
  const allowed = bytes * budget.growth + ofAnyRun
  return [
    ...Object.entries(turns)
      .filter(([, ms]) => ms > budget.turnMs)
      .map(([app, ms]) => `the ${app}'s event loop stood still for ${Math.round(ms)} ms`),
    ...Object.entries(grown)
      .filter(([, each]) => each > allowed)
      .map(([store, each]) => `${store} grew by ${each} bytes, of ${bytes} sent`),
    ...(waitMs > Math.max(budget.waitMs, quietMs * timesQuiet)
      ? [`somebody else waited ${Math.round(waitMs)} ms`]
      : []),
  ]
}
