import { zstdDecompressSync } from 'node:zlib'
import type { RunCounts, RunState } from '@syndicate/contracts'
import { isFinal } from '@syndicate/contracts'
import { vi } from 'vitest'
import type { Cluster } from './cluster.ts'
import type { AcceptedInput, Load } from './load.ts'
import { expectationOf } from './published.ts'

type Accepted = Pick<AcceptedInput, 'runId'>

interface RunRow extends RunCounts {
  id: string
  state: RunState
  error: string | null
  ms: number
}

/** Resolves when every accepted run has ended. @throws with those that have not */
export async function untilEnded(cluster: Cluster, accepted: Accepted[], withinMs: number): Promise<void> {
  let open: string[] = []
  await vi
    .waitUntil(
      async () => {
        const rows = await runsOf(cluster, accepted).catch(() => null)
        if (!rows || rows.length < accepted.length) return false
        open = rows.filter(({ state }) => !isFinal(state)).map(({ id, state }) => `${id} ${state}`)
        return open.length === 0
      },
      { timeout: withinMs, interval: 200 },
    )
    .catch(() => {
      throw new Error(`After ${withinMs / 1000} s ${open.length} runs have not ended: ${open.slice(0, 5).join(', ')}`)
    })
}

/** From acceptance to the end of the slowest run, in milliseconds. */
export async function slowestOf(cluster: Cluster, accepted: Accepted[]): Promise<number> {
  const rows = await runsOf(cluster, accepted)
  return Math.max(0, ...rows.map(({ ms }) => ms))
}

/** Every run is published, its books and its quarantine say what they must, and there is no run that nobody asked for. */
export async function bookViolations(cluster: Cluster, { dataset, accepted }: Load): Promise<string[]> {
  const rows = await runsOf(cluster, accepted)
  const byId = new Map(rows.map((row) => [row.id, row]))
  const refusals = await refusalsOf(cluster, dataset)
  const violations: string[] = []
  for (const { spec, runId } of accepted) {
    const row = byId.get(runId)
    const expected = expectationOf(spec)
    if (!row) violations.push(`run ${spec.run} (${runId}) was accepted and is gone`)
    else if (row.state !== 'published') violations.push(`run ${spec.run} (${runId}) is ${row.state}: ${row.error}`)
    else {
      const { in: read, loaded, quarantined, duplicate, filtered } = row
      const counts = JSON.stringify({ in: read, loaded, quarantined, duplicate, filtered })
      if (counts !== JSON.stringify(expected.counts))
        violations.push(`run ${spec.run} has ${counts} in its books, not ${JSON.stringify(expected.counts)}`)
      const found = refusals.get(runId) ?? []
      if (found.join() !== expected.refusals.join())
        violations.push(`run ${spec.run} has ${found.length} refusals in quarantine, not ${expected.refusals.length}`)
    }
  }
  return [...violations, ...(await spuriousRuns(cluster, dataset, accepted)), ...(await miscounted(cluster))]
}

/** Whoever ended a run, and however often it was told: it is in the figures for Prometheus once. */
async function miscounted({ sql }: Cluster): Promise<string[]> {
  const [row] = await sql<{ ended: number; counted: number; quarantined: number; refused: number }[]>`
    select (select count(*)::int from runs where state not in ('accepted', 'running')) as ended,
      (select count(*)::int from ended_runs) + (select coalesce(sum(n), 0)::int from outcomes where kind = 'runs') as counted,
      (select coalesce(sum(n), 0)::int from outcomes where label = 'quarantined') as quarantined,
      (select coalesce(sum(n), 0)::int from outcomes where kind = 'refused') as refused`
  const { ended, counted, quarantined, refused } = row!
  return ended === counted && quarantined === refused
    ? []
    : [`${ended} runs have ended, and ${counted} are counted; ${refused} of ${quarantined} refusals have their reason`]
}

async function spuriousRuns({ sql }: Cluster, dataset: string, accepted: AcceptedInput[]): Promise<string[]> {
  const [row] = await sql<{ runs: number; versions: number }[]>`
    select (select count(*)::int from runs where dataset = ${dataset}) as runs,
      (select count(*)::int from versions where dataset = ${dataset}) as versions`
  const { runs, versions } = row!
  const wanted = accepted.length
  return runs === wanted && versions === wanted
    ? []
    : [`${wanted} runs were accepted, and there are ${runs} runs with ${versions} versions`]
}

/** What the frames of each run say it refused, by position. */
async function refusalsOf({ sql }: Cluster, dataset: string): Promise<Map<string, string[]>> {
  const frames = await sql<{ run: string; data: Uint8Array; groups: { stage: string; code: string }[] }[]>`
    select run_id as run, data, groups from refusals
    where run_id in (select id from runs where dataset = ${dataset}) order by run_id, ordinal, part`
  const refusals = new Map<string, string[]>()
  for (const { run, data, groups } of frames) {
    const known = refusals.get(run) ?? []
    for (const line of zstdDecompressSync(data).toString().split('\n')) {
      const { position, group } = JSON.parse(line) as { position: number; group: number }
      known.push(`${position} ${groups[group]!.stage} ${groups[group]!.code}`)
    }
    refusals.set(run, known)
  }
  return refusals
}

function runsOf({ sql }: Cluster, accepted: Accepted[]): Promise<RunRow[]> {
  return sql<RunRow[]>`
    select id, state, error_code || ': ' || error_detail as error,
      records_in::int as "in", loaded::int, quarantined::int, duplicate::int, filtered::int,
      extract(epoch from coalesce(finished_at, now()) - created_at)::float8 * 1000 as ms
    from runs where id = any(${accepted.map(({ runId }) => runId)}::uuid[])`.then((rows) => [...rows])
}
