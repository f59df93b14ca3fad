import { setTimeout as delay } from 'node:timers/promises'
import type { AppSlot } from './app-slot.ts'
import type { Random } from './random.ts'

/** Past the lock, its renewal and the check for stalled jobs: others have done the work when the frozen come back. */
const frozenMs = 9_000

/** SIGKILL of one that is there. @returns false when there was none */
export async function killAny(random: Random, slots: AppSlot[]): Promise<boolean> {
  const living = slots.filter((slot) => slot.process)
  return living.length > 0 && random.pick(living).kill()
}

/** SIGSTOP, and SIGCONT when all locks have lapsed. @returns how many were there */
export async function freeze(slots: AppSlot[]): Promise<number> {
  const processes = slots.flatMap((slot) => slot.process ?? [])
  for (const each of processes) each.kill('SIGSTOP')
  await delay(frozenMs)
  for (const each of processes) each.kill('SIGCONT')
  return processes.length
}
