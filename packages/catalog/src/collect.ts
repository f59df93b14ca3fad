import type { Sql } from './connect.ts'

/** Reclaims what nobody can ever see: chunks of runs that ended unpublished, and parts no input claimed. */
export async function collectGarbage(sql: Sql, options: { unclaimedPartsMs: number }): Promise<void> {
  await sql`
    delete from chunks using runs
    where runs.id = run_id and runs.state in ('rejected', 'failed', 'cancelled')
      and runs.finished_at < now() - interval '1 minute'`
  await sql`
    delete from input_parts
    where created_at < now() - ${options.unclaimedPartsMs} * interval '1 millisecond'
      and not exists (select from inputs where inputs.id = input_id)`
}
