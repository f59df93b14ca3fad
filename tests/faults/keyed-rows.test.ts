import { setTimeout as delay } from 'node:timers/promises'
import type { AcceptedRun } from '@syndicate/contracts'
import { afterAll, expect, test, vi } from 'vitest'
import { applyRows, personOf, rowsOf, type KeyedRow } from './harness/keyed-oracle.ts'
import { killAny } from './harness/broken-apps.ts'
import { slowestOf, untilEnded } from './harness/books.ts'
import { startCluster } from './harness/cluster.ts'
import { long, seed, sized } from './harness/form.ts'
import { storm } from './harness/nemesis.ts'
import { report } from './harness/report.ts'

const cluster = await startCluster({ seed, workers: 3 })
afterAll(() => cluster.stop())

const dataset = 'accounts'
const definition = {
  format: 'ndjson',
  key: ['id'],
  mode: 'upsert',
  deleteWhen: 'has(record.gone)',
  schema: { type: 'object', required: ['id', 'value'], properties: { id: { type: 'integer' } } },
}

/** Insists until the input is accepted. */
async function submit(run: number, rows: KeyedRow[]): Promise<string> {
  const body = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
  for (;;) {
    const answer = await cluster.user
      .upload({ pipeline: dataset }, body, { 'idempotency-key': `${dataset}-${run}` })
      .catch(() => null)
    if (answer?.status === 202 || answer?.status === 200) return ((await answer.json()) as AcceptedRun).runId
    await delay(100)
  }
}

interface VersionRow {
  version: number
  runId: string
  /** The version that it was built on, as its lineage says; 0: none. */
  parent: number
  liveRecords: number
  counts: { in: number; loaded: number; duplicate: number; filtered: number; quarantined: number }
  changes: object
}

function versionRows(): Promise<VersionRow[]> {
  return cluster.sql<VersionRow[]>`
    select version, run_id as "runId", live_records::int as "liveRecords", key_changes as changes,
      coalesce(upper(versions.lineage - int4multirange(int4range(version, version + 1))) - 1, 0)::int as parent,
      json_build_object('in', records_in, 'loaded', loaded, 'duplicate', duplicate, 'filtered', filtered, 'quarantined', quarantined) as counts
    from versions join runs on runs.id = run_id where versions.dataset = ${dataset} order by version`.then((rows) => [
    ...rows,
  ])
}

async function erasuresUnderWay(): Promise<number> {
  const [row] = await cluster.sql<{ count: number }[]>`select count(*)::int from erasures where step <> 'done'`
  return row!.count
}

async function recordsOf(version: number): Promise<KeyedRow[]> {
  const answer = await cluster.user.fetch(`/api/registry/${dataset}/records?version=${version}`)
  expect(answer.status).toBe(200)
  const lines = (await answer.text()).split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as KeyedRow).toSorted((a, b) => a.id - b.id)
}

test(
  'rows take each other’s place once, whoever is killed, forgotten, or goes back to an earlier version',
  { timeout: sized(180_000, 1_800_000) },
  async () => {
    const applied = await cluster.user.post('/api/pipelines/apply', { pipelines: { [dataset]: definition } })
    expect(applied.status).toBe(200)
    const points = ['settle.merged', 'publish.committed', 'validate.passed', 'settle.sent']
    const victim = cluster.addWorker({
      env: (life) => ({ SYNDICATE_FAILPOINTS: `${points[(life - 1) % points.length]}:kill:1` }),
    })
    const inputs = new Map<string, KeyedRow[]>()
    const accepted: { runId: string; run: number }[] = []
    const erased = new Map<number, string>()
    const total = sized(20, 400)
    const leastKilled = sized(2, 20)
    const load = async (lane: number) => {
      for (let run = lane; run < total || (victim.killed < leastKilled && run < 10 * total); run += 4) {
        const rows = rowsOf({ seed: cluster.seed, run, rows: run % 5 === 0 ? 4_000 : 60 })
        const runId = await submit(run, rows)
        inputs.set(runId, rows)
        accepted.push({ runId, run })
        // A worker that is killed takes a moment to come back.
        if (run >= total) await delay(500)
      }
    }
    const loaded = Promise.all([0, 1, 2, 3].map(load))
    const ended = loaded.then(() => untilEnded(cluster, accepted, 600_000))
    const faults = await storm({
      random: cluster.random,
      during: ended,
      everyMs: [100, 500],
      most: sized(9, 200),
      faults: {
        SIGKILL: () =>
          killAny(
            cluster.random,
            cluster.workers.filter((slot) => slot !== victim),
          ),
        erase: async () => {
          const there = accepted.filter(({ run }) => !erased.has(run))
          if (there.length === 0) return false
          const { run, runId } = cluster.random.pick(there)
          const answer = await cluster.user.post(`/api/registry/${dataset}/erasures`, { key: { id: personOf(run) } })
          // Nothing was published yet.
          if (answer.status === 404) return false
          expect(answer.status).toBe(202)
          erased.set(run, runId)
          return true
        },
        rollback: async () => {
          const versions = await versionRows()
          if (versions.length < 2) return false
          const { version } = cluster.random.pick(versions)
          const answer = await cluster.user.post(`/api/registry/${dataset}/rollback`, { version })
          return answer.status === 200
        },
      },
    })
    const calmAt = performance.now()
    await ended
    const recoveryMs = performance.now() - calmAt
    await cluster.remove(victim)
    const killed = victim.killed

    // Who died may have an erasure for a minute yet. The short form lets others take it now, also from one who lives and has to notice.
    if (!long) await cluster.sql`update erasures set due_at = now() where step <> 'done'`
    await vi.waitUntil(async () => (await erasuresUnderWay()) === 0, { timeout: 120_000, interval: 250 })
    const persons = new Set([...erased.keys()].map(personOf))
    const seen = (rows: Map<number, KeyedRow>) => [...rows.values()].filter(({ id }) => !persons.has(id))

    const contents = new Map<number, Map<number, KeyedRow>>([[0, new Map()]])
    const versions = await versionRows()
    expect(versions.map(({ runId }) => runId).toSorted()).toEqual([...inputs.keys()].toSorted())
    for (const { version, runId, parent, liveRecords, counts, changes } of versions) {
      const rows = inputs.get(runId)!
      const expected = applyRows(contents.get(parent)!, rows)
      contents.set(version, expected.after)
      const { changes: made, ...books } = expected.told
      expect([version, counts, changes]).toEqual([version, { ...books, quarantined: 0 }, made])
      expect([version, liveRecords]).toEqual([version, seen(expected.after).length])
      expect([version, await recordsOf(version)]).toEqual([
        version,
        seen(expected.after).toSorted((a, b) => a.id - b.id),
      ])
    }
    report({
      scenario: 'rows by key: workers killed, persons erased, versions gone back to',
      faults: { ...faults, 'SIGKILL at a named point': killed },
      runs: versions.length,
      records: [...inputs.values()].reduce((sum, rows) => sum + rows.length, 0),
      slowestRunMs: await slowestOf(cluster, accepted),
      recoveryMs,
      answers: {},
    })
    expect(killed).toBeGreaterThanOrEqual(leastKilled)
    expect(Math.min(...Object.values(faults))).toBeGreaterThan(0)
    // What they were read from can be read by nobody.
    const [unforgotten] = await cluster.sql<{ kept: number }[]>`
    select count(*)::int as kept from runs join inputs on inputs.id = input_id
    where runs.id = any(${[...erased.values()]}::uuid[]) and reclaimed_at is null`
    expect(unforgotten).toEqual({ kept: 0 })
    // Nothing of what is merged and forgotten on the way is left.
    const [left] = await cluster.sql<{ keys: number; unused: number }[]>`
    select (select count(*)::int from chunk_keys) as keys,
      (select count(*)::int from key_segments where versions is not null and entries = 0) as unused`
    expect(left).toEqual({ keys: 0, unused: 0 })
  },
)
