import { stages } from '@syndicate/contracts'
import { vi } from 'vitest'
import { databasePool, type Cluster } from './cluster.ts'

/** Of the one thread of a worker. */
const threadConnections = 2
/** Jobs that end without work may still be on their way; the collector comes round every few seconds. */
const withinMs = 30_000

/** Waits for everything a run needs on its way to be gone again. @returns what is still there, in words */
export async function leftovers(cluster: Cluster): Promise<string[]> {
  await letAge(cluster)
  let left: string[] = []
  await vi
    .waitUntil(async () => (left = await seen(cluster)).length === 0, { timeout: withinMs, interval: 250 })
    .catch(() => {})
  return left
}

/** The collector waits a minute, or a day, before it takes something for left: here that time is over. */
async function letAge({ sql }: Cluster): Promise<void> {
  await sql`update runs set finished_at = finished_at - interval '1 hour' where state not in ('accepted', 'running', 'published')`
  await sql`
    update input_parts set created_at = created_at - interval '2 days'
    where not exists (select from inputs where inputs.id = input_id)`
}

async function seen(cluster: Cluster): Promise<string[]> {
  const [inCatalog, inRedis, connections] = await Promise.all([
    catalogOf(cluster),
    redisOf(cluster),
    connectionsOf(cluster),
  ])
  return [...inCatalog, ...inRedis, ...connections]
}

async function catalogOf({ sql }: Cluster): Promise<string[]> {
  const [row] = await sql<{ staged: number; unpublished: number; unclaimed: number }[]>`
    select
      (select count(*)::int from chunks join runs on runs.id = run_id
        where runs.state = 'published' and chunks.state <> 'valid') as staged,
      (select count(*)::int from chunks join runs on runs.id = run_id
        where runs.state in ('rejected', 'failed', 'cancelled')) as unpublished,
      (select count(*)::int from input_parts
        where not exists (select from inputs where inputs.id = input_id and reclaimed_at is null)) as unclaimed`
  const { staged, unpublished, unclaimed } = row!
  return told({
    'staged chunks of published runs': staged,
    'chunks of runs that ended unpublished': unpublished,
    'input parts that no run claimed': unclaimed,
  })
}

async function redisOf({ redisClient, prefix }: Cluster): Promise<string[]> {
  const jobs = await Promise.all(
    stages.flatMap((stage) => [
      redisClient.llen(`${prefix}:${stage}:wait`),
      redisClient.llen(`${prefix}:${stage}:active`),
      redisClient.zcard(`${prefix}:${stage}:delayed`),
      redisClient.zcard(`${prefix}:${stage}:prioritized`),
    ]),
  )
  return told({ 'jobs that wait, run or are delayed': jobs.reduce((sum, count) => sum + count, 0) })
}

/** No process holds more connections than its pool and one aside, for what must not wait; no dead one holds any. */
async function connectionsOf({ sql, workers, gateways }: Cluster): Promise<string[]> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int from pg_stat_activity where application_name like 'syndicate%'`
  const most = (workers.length + gateways.length) * (databasePool + 1) + workers.length * threadConnections
  return row!.count > most ? [`${row!.count} connections to PostgreSQL where ${most} would do`] : []
}

function told(counts: Record<string, number>): string[] {
  return Object.entries(counts)
    .filter(([, count]) => count !== 0)
    .map(([what, count]) => `${count} ${what}`)
}
