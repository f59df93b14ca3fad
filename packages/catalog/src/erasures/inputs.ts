import { durably, type Sql } from '../connect.ts'

/** Parts deleted in one statement. */
const atOnce = 50

/** Inputs that hold what is to be erased. */
export function createErasureInputs(sql: Sql) {
  return {
    /**
     * Takes an input, for nobody to run it again, and deletes its parts, with what was said of it. Durable when it resolves.
     * @returns whether it is gone: false as long as a run over it has not ended
     */
    async reclaim(inputId: string): Promise<boolean> {
      const isTaken = await sql.begin(async (tx) => {
        await durably(tx)
        // A run that is being accepted holds a lock on its input until it is there to be seen.
        await tx`select from inputs where id = ${inputId} for update`
        const { count } = await tx`
          update inputs set reclaimed_at = coalesce(reclaimed_at, now()), problem = null
          where id = ${inputId} and not exists (
            select from runs where input_id = inputs.id and state in ('accepted', 'running'))`
        return count > 0
      })
      if (!isTaken) return false
      for (let count = atOnce; count === atOnce;) {
        const deleted = await sql`
          delete from input_parts where ctid = any(array(
            select ctid from input_parts where input_id = ${inputId} limit ${atOnce}))`
        count = deleted.count
      }
      await sql`update inputs set swept = true where id = ${inputId}`
      return true
    },

    /** Takes away what a run that failed says of what it was given. */
    async quieten(runId: string): Promise<void> {
      await sql`
        update runs set error_detail = 'What this said may have quoted a record that was erased since'
        where id = ${runId} and error_detail is not null`
    },
  }
}
