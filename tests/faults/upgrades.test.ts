import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { temporaryState } from '@syndicate/stack'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCluster, type Cluster } from './harness/cluster.ts'
import { expectToEndure } from './harness/expect-to-endure.ts'
import { long, seed, sized } from './harness/form.ts'
import { makeRelease, projectDir } from './harness/release.ts'

/** As real ones are: something more, an index, and something that is written anew while others wait. */
const additive = `
  alter table runs add column note text, add column touched_by int;
  create index runs_by_note on runs (note) where note is not null;
  alter table chunks add column tries int not null default 0;`
const rewriting = `
  alter table runs add column shard int not null default (random() * 100)::int;
  alter table quarantine add column seen_at timestamptz not null default clock_timestamp();
  select pg_sleep(0.4);`

const state = temporaryState()
const migrations = { '9001-additive.sql': additive, '9002-rewriting.sql': rewriting }
const next = makeRelease(join(state.path, 'next'), { migrations, hasJobsOfItsOwn: long })
const last = long
  ? makeRelease(join(state.path, 'last'), {
      migrations: {
        ...migrations,
        '9003-last.sql': 'create index chunks_by_bytes on chunks (run_id, (octet_length(data)))',
      },
    })
  : next
/** Forth, and back; and once more. */
const releases = sized([projectDir, next, projectDir], [projectDir, next, projectDir, last, next, projectDir])

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({
    seed,
    workers: 2,
    gateways: sized(1, 2),
    release: (life) => releases[life - 1] ?? projectDir,
  })
})
afterAll(async () => {
  await cluster?.stop()
  state.remove()
})

/** Somebody who reads what is to be altered for as long as that takes: no migration gets its table meanwhile. */
async function readLong(ms: number): Promise<void> {
  await cluster.sql.begin(async (sql) => {
    await sql`select count(*) from runs`
    await delay(ms)
  })
}

test('upgrades with migrations under load, and back', { timeout: sized(240_000, 900_000) }, () => {
  const over = Promise.withResolvers<void>()
  return expectToEndure(cluster, {
    name: `upgrades and roll-backs with migrations${long ? ' and other jobs' : ''}`,
    dataset: 'upgrades',
    load: (load) => load.submitUntil(over.promise, 300, { lanes: 2, pauseMs: sized(300, 1_000) }),
    faults: async ({ load }) => {
      const counts = { 'upgraded process': 0, 'rolled back process': 0, 'reader in the way': 0 }
      try {
        for (const [index, release] of releases.entries()) {
          if (index === 0) continue
          const isNewer = releases.indexOf(release) > index - 1
          const reading = isNewer ? readLong(sized(3_000, 8_000)).then(() => counts['reader in the way']++) : null
          // As operators are advised: at any time there are workers for the jobs of every gateway.
          const [first, ...others] = cluster.workers
          for (const slot of [first!, ...cluster.gateways, ...others]) {
            const { code, lastLines } = await slot.restart()
            expect(code, `${slot.name} was told to end:\n${lastLines}`).toBe(0)
            counts[isNewer ? 'upgraded process' : 'rolled back process']++
          }
          await reading
          const accepted = load.accepted.length
          await delay(sized(1_000, 5_000))
          expect(load.accepted.length, 'runs accepted by the release').toBeGreaterThan(accepted)
        }
        const applied = await cluster.sql<
          { name: string }[]
        >`select name from migrations where name like '9%' order by name`
        expect(applied.map(({ name }) => name)).toHaveLength(sized(2, 3))
      } finally {
        over.resolve()
      }
      return counts
    },
    leastFaults: sized(7, 20),
    // Jobs of a version that nobody knows any more are left alone for a minute.
    recoverWithinMs: sized(60_000, 120_000),
  })
})
