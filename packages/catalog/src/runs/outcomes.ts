import type { Fragment, Runner, Sql } from '../connect.ts'

/** How many there were in a pipeline since the catalog counts: runs by state, records by what became of them, refused ones by code. */
export interface Outcome {
  pipeline: string
  kind: 'runs' | 'records' | 'refused'
  label: string
  n: number
}

/** Runs counted by one statement. */
const mostSettled = 10_000

/** Pipelines that are counted by name: the first ones that a run of ended. Each is some twenty figures at every question. */
const mostNamed = 500
/** What all that came later are counted as. No pipeline has such a name. */
export const otherPipelines = '(others)'

/**
 * Figures of what became of runs, each counted once, in the transaction that ended it. A sum of what is settled and of what
 * ended since, so that settling changes no figure.
 */
export function createOutcomes(sql: Sql, most = mostNamed) {
  const cameOf = (ended: Fragment) => outcomesOf(sql, ended, most)

  return {
    read: (): Promise<Outcome[]> => sql<Outcome[]>`
      select pipeline, kind, label, sum(n)::bigint as n from (
        select pipeline, kind, label, n from outcomes union all ${cameOf(sql`ended_runs`)}
      ) as known group by 1, 2, 3 order by 1, 2, 3`,

    /** Runs that were published since the catalog counts, and the records they loaded. */
    async published(): Promise<{ runs: number; records: number }> {
      const [row] = await sql<{ runs: number; records: number }[]>`
        select coalesce(sum(runs), 0)::bigint as runs, coalesce(sum(records), 0)::bigint as records from (
          select n * (kind = 'runs')::int as runs, n * (kind = 'records')::int as records from outcomes
          where (kind, label) in (('runs', 'published'), ('records', 'loaded'))
          union all
          select 1, loaded from ended_runs join runs on runs.id = run_id where state = 'published'
        ) as known`
      return row!
    },

    /** Adds up what ended, some thousand runs at most. @returns whether that was all */
    async settle(): Promise<boolean> {
      const [row] = await sql<{ settled: number }[]>`
        with settled as (
          delete from ended_runs where id in (select id from ended_runs order by id limit ${mostSettled}) returning id, run_id
        ), counted as (
          insert into outcomes as known (pipeline, kind, label, n) ${cameOf(sql`settled`)}
          on conflict (pipeline, kind, label) do update set n = known.n + excluded.n
        )
        select count(*) as settled from settled`
      return row!.settled < mostSettled
    },
  }
}

/**
 * What some runs came to. A record is loaded, duplicate or filtered where its run is published, and quarantined where it can be
 * found; of what came to nothing else there is nothing to say.
 * @param ended a relation with their ids, in the order of its own
 * @param most pipelines with a name; who has one keeps it, so that no sum ever falls
 */
function outcomesOf(sql: Runner, ended: Fragment, most: number): Fragment {
  const refuses = sql`runs.state in ('published', 'rejected') and runs.quarantined > 0`
  return sql`
    select coalesce(named.pipeline, ${otherPipelines}) as pipeline, kind, label, sum(n)::bigint as n
    from ${ended} as ended join runs on runs.id = ended.run_id left join (
      select distinct pipeline from outcomes
      union all
      (select runs.pipeline from ${ended} as ended join runs on runs.id = ended.run_id
        where not exists (select from outcomes where outcomes.pipeline = runs.pipeline)
        group by 1 order by min(ended.id)
        limit (select greatest(0, ${most} - count(distinct pipeline)) from outcomes where pipeline <> ${otherPipelines}))
    ) as named on named.pipeline = runs.pipeline, lateral (
      select 'runs', runs.state, 1::bigint
      union all select 'records', what, many
        from (values ('loaded', loaded), ('duplicate', duplicate), ('filtered', filtered)) as made (what, many)
        where runs.state = 'published'
      union all select 'records', 'quarantined', quarantined where ${refuses}
      union all select 'refused', code, count
        from refusals, json_to_recordset(groups) as held (code text, count bigint)
        where ${refuses} and refusals.run_id = runs.id and refusals.ordinal < runs.chunks
      union all select 'refused', code, 1 from quarantine where ${refuses} and quarantine.run_id = runs.id
    ) as came (kind, label, n)
    where n > 0 group by 1, 2, 3`
}
