import { setTimeout as sleep } from 'node:timers/promises'
import { cpuSeconds } from './cpu-seconds.ts'

export interface Usage {
  wallSeconds: number
  /** Of each process, its descendants included. */
  cpuSeconds: number[]
}

const settleMs = 250
/** A profiler, for one, never rests. */
const settleWithinMs = 2000

/**
 * Runs `work` and says what it took. CPU time goes on counting until the processes are quiet: what is done after the
 * answer is work as well, and must not weigh on whoever comes next.
 */
export async function usageOf<T>(pids: number[], work: () => Promise<T>): Promise<Usage & { value: T }> {
  const before = cpuSeconds(pids)
  const startedAt = performance.now()
  const value = await work()
  const wallSeconds = (performance.now() - startedAt) / 1000
  const after = await settled(pids)
  return { value, wallSeconds, cpuSeconds: after.map((seconds, index) => seconds - before[index]!) }
}

async function settled(pids: number[]): Promise<number[]> {
  let last = cpuSeconds(pids)
  for (let waitedMs = 0; waitedMs < settleWithinMs; waitedMs += settleMs) {
    await sleep(settleMs)
    const now = cpuSeconds(pids)
    // More than a tenth of a core is work; the queues' own idling is far less.
    const busy = total(now) - total(last) > (settleMs / 1000) * 0.1
    if (!busy) return last
    last = now
  }
  return last
}

export function total(seconds: readonly number[]): number {
  return seconds.reduce((sum, each) => sum + each, 0)
}
