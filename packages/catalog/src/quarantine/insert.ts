import type { Fragment, Runner } from '../connect.ts'

/**
 * An insert of what the statement `entering` has of refused records, for the run that `passed` returns: a chunk that the
 * version before stored has them with it, rather than in a frame. What a replay refuses again remembers how often.
 */
export function quarantineRows(sql: Runner): Fragment {
  return sql`
    insert into quarantine (id, run_id, position, stage, code, reason, original, encoding, record, attempt)
    select uuidv7(), passed.run_id, row.position, row.stage, row.code, row.reason, row.original, row.encoding, row.record,
      coalesce((
        select attempt + 1 from quarantine as before
        where before.replay_run = passed.run_id and before.replay_position = row.position
      ), 0)
    from passed, entering, json_to_recordset(refusals) as row (
      position bigint, stage text, code text, reason text, original text, encoding text, record text)`
}
