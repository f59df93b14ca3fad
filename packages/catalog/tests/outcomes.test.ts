import { expect, test } from 'vitest'
import type { Catalog } from '../src/index.ts'
import { connect } from '../src/connect.ts'
import { createOutcomes } from '../src/runs/outcomes.ts'
import { newRun, openCatalog, publish, quarantined, refusal, stagedChunk, verdict } from './fixture.ts'

async function told(catalog: Catalog): Promise<string[]> {
  return (await catalog.outcomes.read()).map(({ pipeline, kind, label, n }) => `${pipeline} ${kind} ${label} ${n}`)
}

async function started(catalog: Catalog, pipeline: string): Promise<string> {
  const run = await newRun(catalog, { pipeline, dataset: pipeline })
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  return run.id
}

test('each end of a run is counted once, and settling changes no figure', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  expect(await told(catalog)).toEqual([])
  await publish(catalog, 3)
  await quarantined(catalog, 2)
  const [failing, cancelled] = [await started(catalog, 'failing'), await started(catalog, 'cancelled')]
  const counts = { in: 5, loaded: 4, quarantined: 1, duplicate: 0, filtered: 0 }
  for (let n = 0; n < 2; n++) {
    await catalog.runs.fail(failing, 0, { code: 'stage-failed', detail: '' }, counts)
    await catalog.runs.cancel(cancelled)
  }
  const all = [
    'cancelled runs cancelled 1',
    'failing runs failed 1',
    'things records loaded 4',
    'things records quarantined 2',
    'things refused cast-failed 2',
    'things runs published 2',
  ]
  expect(await told(catalog)).toEqual(all)
  await Promise.all([catalog.outcomes.settle(), catalog.outcomes.settle()])
  await catalog.outcomes.settle()
  expect(await told(catalog)).toEqual(all)
  expect(await catalog.outcomes.published()).toEqual({ runs: 2, records: 4 })
  await publish(catalog, 1)
  expect(await told(catalog)).toContain('things runs published 3')
  expect(await catalog.outcomes.published()).toEqual({ runs: 3, records: 5 })
})

test('of a rejected run there is only what is in quarantine, whoever has touched it since', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const run = await newRun(catalog, { onInvalid: 'reject' })
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.stage(run.id, 0, stagedChunk(7, { refused: [refusal(0), refusal(1)] }))
  // Of a chunk that the run turned out not to have.
  await catalog.chunks.stage(run.id, 1, stagedChunk(0, { refused: [refusal(9)] }))
  await catalog.chunks.seal(run.id, 0, 1, 1)
  await catalog.chunks.pass(run.id, 0, 0, verdict())
  const all = ['things records quarantined 2', 'things refused cast-failed 2', 'things runs rejected 1']
  expect(await told(catalog)).toEqual(all)
  expect(await catalog.quarantine.discard({ run: run.id }, { userId: run.userId, reason: null }, 1)).toMatchObject({
    open: 1,
  })
  expect(await told(catalog)).toEqual(all)
})

test('the first pipelines have figures of their own and keep them, all later ones are one', async () => {
  await using open = await openCatalog()
  const { catalog, database } = open
  const sql = connect({ ...database, poolSize: 1 })
  const outcomes = createOutcomes(sql, 2)
  const figures = async () => (await outcomes.read()).map(({ pipeline, n }) => `${pipeline} ${n}`)
  const end = async (...pipelines: string[]) => {
    for (const pipeline of pipelines) await catalog.runs.cancel(await started(catalog, pipeline))
  }
  await end('z', 'y', 'x', 'z')
  expect(await figures()).toEqual(['(others) 1', 'y 1', 'z 2'])
  await end('a')
  expect(await figures()).toEqual(['(others) 2', 'y 1', 'z 2'])
  await outcomes.settle()
  await end('a', 'z')
  expect(await figures()).toEqual(['(others) 3', 'y 1', 'z 3'])
  await outcomes.settle()
  expect(await figures()).toEqual(['(others) 3', 'y 1', 'z 3'])
  await sql.end()
})
