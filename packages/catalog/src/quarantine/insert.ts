import type { Refusal } from '@syndicate/contracts'
import type { Fragment, Runner } from '../connect.ts'

/**
 * An insert of what the statement `entering` has of refused records, for the run that `passed` returns; part of a larger
 * statement, so that a verdict and its refusals are stored together or not at all. What a replay refuses again remembers
 * how often.
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

/** PostgreSQL's text has no NUL: an original that holds one is kept in base64. */
export function storable(refusal: Refusal): Refusal {
  const reason = refusal.reason.replaceAll('\0', '\u2400')
  if (!refusal.original.includes('\0')) return { ...refusal, reason }
  return { ...refusal, reason, original: Buffer.from(refusal.original).toString('base64'), encoding: 'base64' }
}
