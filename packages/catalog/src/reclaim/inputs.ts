import type { Runner, Sql } from '../connect.ts'

/**
 * Takes uploads that made no run, and to which nothing was added for `graceMs`. Such an upload becomes an input that is
 * reclaimed already: by the primary key, either a run claims these parts or the collector does.
 */
export async function reclaimUploads(sql: Sql, graceMs: number): Promise<{ settled: number; uploads: number }> {
  const [row] = await sql<[{ settled: number; uploads: number }]>`
    with first_parts as (
      select input_id as id from input_parts
      where loose and ordinal = 0 and created_at <= now() - ${graceMs} * interval '1 millisecond'
        and not exists (
          select from input_parts later
          where later.input_id = input_parts.input_id and later.created_at > now() - ${graceMs} * interval '1 millisecond'
        )
      order by created_at limit 500
    ), condemned as (
      insert into inputs (id, bytes, parts, sha256, reclaimed_at) select id, 0, 0, '', now() from first_parts
      on conflict (id) do nothing
      returning id
    ), settled as (
      update input_parts set loose = false from first_parts where input_id = id and ordinal = 0 returning 1
    )
    select (select count(*) from settled) as settled, (select count(*) from condemned) as uploads`
  return row
}

/** Takes inputs all of whose runs ended more than `keptMs` ago. From then on no run can be accepted over them. */
export async function reclaimInputs(sql: Sql, keptMs: number): Promise<{ inputs: number }> {
  const inUse = sql`exists (
    select from runs where input_id = inputs.id
      and (finished_at is null or finished_at > now() - ${keptMs} * interval '1 millisecond'))`
  return sql.begin(async (tx) => {
    // A run that is being accepted holds a lock on its input until it is there to be seen.
    const locked = await tx<{ id: string }[]>`
      select id from inputs
      where reclaimed_at is null and created_at <= now() - ${keptMs} * interval '1 millisecond' and not ${inUse}
      order by created_at limit 500 for update`
    if (locked.length === 0) return { inputs: 0 }
    const { count } = await tx`
      update inputs set reclaimed_at = now() where id = any(${locked.map(({ id }) => id)}::uuid[]) and not ${inUse}`
    return { inputs: count }
  })
}

/** Deletes parts of reclaimed inputs. */
export async function sweepInputs(sql: Runner): Promise<{ parts: number; swept: number }> {
  const [row] = await sql<[{ parts: number; swept: number }]>`
    with doomed as (
      select id from inputs where reclaimed_at is not null and not swept limit 200
    ), found as (
      select part.ctid from doomed, lateral (select ctid from input_parts where input_id = doomed.id limit 50) part limit 50
    ), deleted as (
      delete from input_parts where ctid = any(array(select ctid from found)) returning 1
    ), swept as (
      update inputs set swept = true from doomed where inputs.id = doomed.id and (select count(*) from found) < 50
      returning 1
    )
    select (select count(*) from deleted) as parts, (select count(*) from swept) as swept`
  return row
}
