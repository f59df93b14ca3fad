import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from './random.ts'

/** Does one thing that must not matter. @returns false when it hit nothing */
export type Fault = () => Promise<boolean | void>

/** How many faults of each kind have hit. */
export type FaultCounts = Record<string, number>

export interface Storm {
  random: Random
  faults: Record<string, Fault>
  /** Time between two faults, in milliseconds: at least, at most. */
  everyMs: [number, number]
  /** The storm ends with this. */
  during: Promise<unknown>
  /** Or when so many have hit. */
  most?: number
}

/** Strikes with random faults, one after the other, while something goes on. */
export async function storm({ random, faults, everyMs, during, most = Infinity }: Storm): Promise<FaultCounts> {
  const counts: FaultCounts = Object.fromEntries(Object.keys(faults).map((kind) => [kind, 0]))
  let over = false
  const end = during.then(
    () => (over = true),
    () => (over = true),
  )
  let hits = 0
  for (;;) {
    await Promise.race([delay(random.between(...everyMs)), end])
    if (over || hits >= most) break
    const [kind, strike] = random.pick(Object.entries(faults))
    if ((await strike()) === false) continue
    counts[kind] = (counts[kind] ?? 0) + 1
    hits++
  }
  return counts
}

export function totalOf(counts: FaultCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}
