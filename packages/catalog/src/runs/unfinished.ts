import type { Sql } from '../connect.ts'

/** What has not ended. Ages are 0 where there is nothing. */
export interface UnfinishedRuns {
  accepted: number
  running: number
  /** Of their inputs. */
  bytes: number
  oldestSeconds: number
  newestSeconds: number
}

/** Looks at unfinished runs alone, by their index. */
export async function unfinishedRuns(sql: Sql): Promise<UnfinishedRuns> {
  const [row] = await sql<UnfinishedRuns[]>`
    select count(*) filter (where state = 'accepted') as accepted, count(*) filter (where state = 'running') as running,
      coalesce(sum(bytes), 0)::bigint as bytes,
      coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as "oldestSeconds",
      coalesce(extract(epoch from now() - max(created_at)), 0)::float8 as "newestSeconds"
    from runs where state in ('accepted', 'running')`
  return row!
}
