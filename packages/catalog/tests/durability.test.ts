import { newId } from '@syndicate/contracts'
import postgres from 'postgres'
import { expect, inject, test } from 'vitest'
import { newRun, openCatalog, quarantined, stagedChunk, verdict } from './fixture.ts'

/** Whether PostgreSQL had flushed its log past where it stood before `work`, by the time `work` returned. */
async function flushedBy(work: () => Promise<unknown>): Promise<boolean> {
  const sql = postgres(inject('databaseUrl'), { max: 1 })
  try {
    const [before] = await sql`select pg_current_wal_insert_lsn() as lsn`
    await work()
    const [after] = await sql`select pg_current_wal_flush_lsn() > ${before!['lsn'] as string}::pg_lsn as flushed`
    return after!['flushed'] as boolean
  } finally {
    await sql.end()
  }
}

test('accepting and publishing are on disk when they return', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  for (let round = 0; round < 10; round++) {
    const run = await newRun(catalog)
    expect(await flushedBy(() => catalog.runs.accept(run))).toBe(true)
    await catalog.runs.start(run.id, 0)
    await catalog.chunks.stage(run.id, 0, stagedChunk(1))
    await catalog.chunks.seal(run.id, 0, 1, 1)
    expect(await flushedBy(() => catalog.chunks.pass(run.id, 0, 0, verdict()))).toBe(true)
  }
})

test('claiming and discarding are on disk when they return', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const { id, userId } = await quarantined(catalog, 20)
  const terms = { maxReplays: 3, pipelines: ['things'], replaced: false }
  const { records } = await catalog.quarantine.replayable({ run: id }, terms, { records: 20, bytes: 1000 })
  for (let round = 0; round < 20; round += 2) {
    const run = await newRun(catalog, { claimed: 1 })
    const [first, second] = records.slice(round)
    expect(await flushedBy(() => catalog.quarantine.claim([{ run, ids: [first!.id] }], terms))).toBe(true)
    const mark = { userId, reason: null }
    expect(await flushedBy(() => catalog.quarantine.discard({ ids: [second!.id] }, mark, 1))).toBe(true)
  }
})

test('what is asked for once more is on its way for good when that returns', async () => {
  await using open = await openCatalog()
  const { destinations, deliveries } = open.catalog.alerts
  const [destination, id, deliveryId] = [newId(), newId(), newId()]
  const sealed = Buffer.from('sealed')
  await destinations.add({ id: destination, name: 'hook', kind: 'webhook', address: 'a', sealed, most: 1 })
  const message = {
    type: 'alerts.test' as const,
    timestamp: new Date().toISOString(),
    data: { rule: '', title: 'a test' },
  }
  await deliveries.addTest({ id, ruleId: null, message, destinations: [{ id: destination, deliveryId }] })
  for (let round = 1; round <= 10; round++) {
    const [claimed] = await deliveries.claim({
      most: 1,
      mostPerDestination: 1,
      leaseMs: { post: 15_000, mail: 15_000 },
    })
    await deliveries.settle(claimed!, { answer: 'gone', outcome: 'dead' })
    expect(await flushedBy(() => deliveries.resend(deliveryId))).toBe(true)
  }
})
