import { newId, type Refusal } from '@syndicate/contracts'
import type { Fragment, Runner } from '../connect.ts'

/**
 * An insert of refused records for the run that the statement named by `of` returns; part of a larger statement, so
 * that a verdict and its refusals are stored together or not at all. What a replay refuses again remembers how often.
 */
export function quarantineRows(sql: Runner, of: Fragment, refused: Refusal[]) {
  const rows = refused.map(storable)
  return sql`
    insert into quarantine (id, run_id, position, stage, code, reason, original, encoding, record, attempt)
    select row.id, ${of}.run_id, row.position, row.stage, row.code, row.reason, row.original, row.encoding, row.record,
      coalesce((
        select attempt + 1 from quarantine as before
        where before.replay_run = ${of}.run_id and before.replay_position = row.position
      ), 0)
    from ${of}, unnest(
      ${rows.map(() => newId())}::uuid[], ${rows.map((row) => row.position)}::bigint[], ${rows.map((row) => row.stage)}::text[],
      ${rows.map((row) => row.code)}::text[], ${rows.map((row) => row.reason)}::text[],
      ${rows.map((row) => row.original)}::text[], ${rows.map((row) => row.encoding)}::text[],
      ${rows.map((row) => row.record ?? null)}::text[]
    ) as row (id, position, stage, code, reason, original, encoding, record)`
}

/** PostgreSQL's text has no NUL: an original that holds one is kept in base64. */
function storable(refusal: Refusal): Refusal {
  const reason = refusal.reason.replaceAll('\0', '\u2400')
  if (!refusal.original.includes('\0')) return { ...refusal, reason }
  return { ...refusal, reason, original: Buffer.from(refusal.original).toString('base64'), encoding: 'base64' }
}
