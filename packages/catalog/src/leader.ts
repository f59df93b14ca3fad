import type { Sql } from './connect.ts'

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
  const lost = new AbortController()
  const signal = stopping ? AbortSignal.any([stopping, lost.signal]) : lost.signal
  let working: Promise<void> | undefined
  const leading = sql.begin(async (tx) => {
    const [row] = await tx<{ leads: boolean }[]>`
      select pg_try_advisory_xact_lock(${lock}, hashtext(${schema})) as leads`
    if (!row!.leads) return false
    // A leader that is frozen goes on holding its connection: PostgreSQL ends it, and another one leads.
    await tx`select set_config('idle_in_transaction_session_timeout', ${String(frozenMs)}, true)`
    const beat = setInterval(() => void tx`select 1`.catch(() => {}), frozenMs / 4)
    working = work(signal).finally(() => clearInterval(beat))
    await working
    return true
  })
  return leading.catch(async (error: unknown) => {
    lost.abort(error)
    await working?.catch(() => {})
    throw error
  })
}
