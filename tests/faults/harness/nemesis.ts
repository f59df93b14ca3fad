import { setTimeout as delay } from 'node:timers/promises'
import { shuffled, type Random } from './random.ts'

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

/** Strikes with one fault after the other while something goes on: every kind in turn, in an order that is drawn anew each round. */
export async function storm({ random, faults, everyMs, during, most = Infinity }: Storm): Promise<FaultCounts> {
  const counts: FaultCounts = Object.fromEntries(Object.keys(faults).map((kind) => [kind, 0]))
  let over = false
  const end = during.then(
    () => (over = true),
    () => (over = true),
  )
  let hits = 0
  let round: [string, Fault][] = []
  for (;;) {
    await Promise.race([delay(random.between(...everyMs)), end])
    if (over || hits >= most) break
    if (round.length === 0) round = shuffled(random, Object.entries(faults))
    const [kind, strike] = round.shift()!
    if ((await strike()) === false) continue
    counts[kind] = (counts[kind] ?? 0) + 1
    hits++
  }
  return counts
}

export function totalOf(counts: FaultCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}
