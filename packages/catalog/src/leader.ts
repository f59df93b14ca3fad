import type { Runner, Sql } from './connect.ts'

/** Any constants: every process that may lead must use the same. */
const leaderLock = 7_061_967
export const collectorLock = 7_061_968

/** A leader that has said nothing for so long leads no more, in milliseconds. */
const frozenMs = 8_000

/**
 * Runs `work` if no other process is running it now. The lock belongs to the transaction, so a leader that dies frees it,
 * and so does one that only lost this connection: the signal tells `work` to stop then, and when `stopping` is aborted.
 * @returns whether this process led; rejects when the lock was lost, once `work` is over
 */
export async function asLeader(
  sql: Sql,
  schema: string,
  work: (signal: AbortSignal) => Promise<void>,
  { lock = leaderLock, stopping }: { lock?: number; stopping?: AbortSignal | undefined } = {},
): Promise<boolean> {
  const take = async (tx: Runner) => {
    const [row] = await tx<{ leads: boolean }[]>`
      select pg_try_advisory_xact_lock(${lock}, hashtext(${schema})) as leads`
    return row!.leads
  }
  return (await holding(sql, take, async (signal) => (await work(signal), true), stopping)) ?? false
}

/**
 * Runs `work` while a lock is held that belongs to a transaction.
 * @returns what it gives, null when the lock was not to be had; rejects when the lock was lost, once `work` is over
 */
export async function holding<T>(
  sql: Sql,
  take: (tx: Runner) => Promise<boolean>,
  work: (signal: AbortSignal) => Promise<T>,
  stopping?: AbortSignal,
): Promise<T | null> {
  const lost = new AbortController()
  const signal = stopping ? AbortSignal.any([stopping, lost.signal]) : lost.signal
  let working: Promise<T> | undefined
  const held = sql.begin(async (tx) => {
    if (!(await take(tx))) return null
    // One that is frozen goes on holding its connection: PostgreSQL ends it, and another one gets the lock.
    await tx`select set_config('idle_in_transaction_session_timeout', ${String(frozenMs)}, true)`
    const beat = setInterval(() => void tx`select 1`.catch(() => {}), frozenMs / 4)
    working = work(signal).finally(() => clearInterval(beat))
    return working
  })
  return (held as Promise<T | null>).catch(async (error: unknown) => {
    lost.abort(error)
    await working?.catch(() => {})
    throw error
  })
}
