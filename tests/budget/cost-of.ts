import { setTimeout as pause } from 'node:timers/promises'
import type { BudgetedSystem, Bytes } from './budgeted-system.ts'

export interface Attack {
  what: string
  /** Of the group it is reported with. */
  group: string
  /** As they are sent. */
  bytes: number
  /** How many it makes. @default 1 */
  runs?: number
  /** Resolves when it is under way, with what waits for its end. */
  begin(): Promise<() => Promise<void>>
}

export interface Cost {
  turns: { gateway: number; worker: number }
  /** Beyond what its runs take in any case, and those of somebody else meanwhile. */
  grown: Bytes
  /** Until somebody else's record was published, in milliseconds: the longest beside the attack, and just before or after it. */
  waitMs: number
  quietMs: number
}

const budget = { turnMs: 250, waitMs: 5_000, growth: 100 }

/** A machine that is busy by itself holds up everybody: then the wait may be so many times that without an attack. */
const timesQuiet = 10

/** What any run takes of each store beside its input: rows, pages, jobs and events; and one of a single record. */
const ofAnyRun = 512 * 1024
const ofSingleRecord = 16 * 1024
/** How often somebody else has something, while an attack lasts. */
const everyMs = 1_000

export async function costOf(system: BudgetedSystem, attack: Attack): Promise<Cost> {
  const waitBefore = await system.waitOfOther()
  const before = await system.stored()
  system.longestTurns()
  const end = await attack.begin()
  const waits = await waitsDuring(system, end())
  const after = await system.stored()
  const beyond = (store: keyof Bytes) => {
    const usual = (attack.runs ?? 1) * ofAnyRun + waits.length * ofSingleRecord
    return Math.max(0, after[store] - before[store] - usual)
  }
  const grown = { postgres: beyond('postgres'), redis: beyond('redis') }
  const turns = system.longestTurns()
  return { turns, grown, waitMs: Math.max(...waits), quietMs: Math.max(waitBefore, await system.waitOfOther()) }
}

/** How long somebody else waits each time, until the attack is over; once at least. */
async function waitsDuring(system: BudgetedSystem, attack: Promise<void>): Promise<number[]> {
  const waits: number[] = []
  let isOver = false
  const over = attack.finally(() => (isOver = true))
  over.catch(() => {})
  while (!isOver) {
    waits.push(await system.waitOfOther())
    await Promise.race([over, pause(everyMs)])
  }
  await over
  return waits
}

/** Where an attack cost more than its share. */
export function complaintsAbout({ bytes }: Attack, { turns, grown, waitMs, quietMs }: Cost): string[] {
  return [
    ...Object.entries(turns)
      .filter(([, ms]) => ms > budget.turnMs)
      .map(([app, ms]) => `the ${app}'s event loop stood still for ${Math.round(ms)} ms`),
    ...Object.entries(grown)
      .filter(([, each]) => each > bytes * budget.growth)
      .map(([store, each]) => `${store} grew by ${each} bytes, of ${bytes} sent`),
    ...(waitMs > Math.max(budget.waitMs, quietMs * timesQuiet)
      ? [`somebody else waited ${Math.round(waitMs)} ms`]
      : []),
  ]
}
