import type { Sql } from './connect.ts'

/** Any constant: every process that may lead must use the same. */
const leaderLock = 7_061_967

/**
 * Runs `work` if no other process is running it now. The lock belongs to the transaction, so a leader that dies frees it.
 * @returns whether this process led
 */
export async function asLeader(sql: Sql, schema: string, work: () => Promise<void>): Promise<boolean> {
  return sql.begin(async (tx) => {
    const [row] = await tx<{ leads: boolean }[]>`
      select pg_try_advisory_xact_lock(${leaderLock}, hashtext(${schema})) as leads`
    if (row!.leads) await work()
    return row!.leads
  })
}
