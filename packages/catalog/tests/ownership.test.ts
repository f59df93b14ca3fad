import { expect, test } from 'vitest'
import { newInput, newRun, openCatalog, publish, stagedChunk, verdict } from './fixture.ts'

const taken = { code: 'dataset-taken', status: 409 }
const mine = { pipeline: 'things' }
const others = { pipeline: 'others' }

test('a dataset belongs to the pipeline that publishes there first, and no other is let in', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  await publish(catalog, 1, mine)
  await expect(catalog.runs.accept(await newRun(catalog, others))).rejects.toMatchObject({
    ...taken,
    message: expect.stringContaining('belongs to pipeline things'),
  })
  const run = await newRun(catalog, others)
  await expect(catalog.runs.refuseInAdvance(run)).rejects.toMatchObject(taken)
  await expect(catalog.runs.accept({ ...run, input: newInput({ parts: 0 }) })).rejects.toMatchObject(taken)
  await publish(catalog, 1, mine)
  await publish(catalog, 1, { ...others, dataset: 'elsewhere' })
  expect(await catalog.registry.get('things')).toMatchObject({ pipeline: 'things', head: 2, records: 2 })
})

test('of runs accepted together those of another pipeline are refused alone', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  await publish(catalog, 1, mine)
  const runs = await Promise.all(Array.from({ length: 40 }, (_, n) => newRun(catalog, n % 2 ? others : mine)))
  const answers = await Promise.allSettled(runs.map((run) => catalog.runs.accept(run)))
  expect(answers.map(({ status }) => status)).toEqual(runs.map((_, n) => (n % 2 ? 'rejected' : 'fulfilled')))
})

test('of two first runs the one of another pipeline that ends later is refused, and nothing of it moves', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const run = await newRun(catalog, others)
  await catalog.runs.accept(run)
  await publish(catalog, 3, mine)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.stage(run.id, 0, stagedChunk(1))
  await catalog.chunks.seal(run.id, 0, 1, 1)
  await expect(catalog.chunks.pass(run.id, 0, 0, verdict())).rejects.toMatchObject(taken)
  expect(await catalog.runs.get(run.id)).toMatchObject({ state: 'running', counts: { in: 0 } })
  expect(await catalog.registry.get('things')).toMatchObject({ head: 1, records: 3 })
})

test('the configuration lets others in, whoever was first, and keeps out whom it does not name', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  await publish(catalog, 1, mine)
  await publish(catalog, 2, { ...others, writers: ['others'] })
  expect(await catalog.registry.get('things')).toMatchObject({ head: 2, records: 3 })
  for (const writers of [['others'], ['others', 'more']])
    await expect(catalog.runs.accept(await newRun(catalog, { ...mine, writers }))).rejects.toMatchObject({
      ...taken,
      message: expect.stringContaining(`belongs to pipeline ${writers.join(', ')}`),
    })
  // Also before anything is there, and among many.
  const early = { dataset: 'planned', writers: ['planned'] }
  const runs = await Promise.all(
    Array.from({ length: 10 }, (_, n) => newRun(catalog, { ...early, pipeline: n % 2 ? 'others' : 'planned' })),
  )
  const answers = await Promise.allSettled(runs.map((run) => catalog.runs.accept(run)))
  expect(answers.map(({ status }) => status)).toEqual(runs.map((_, n) => (n % 2 ? 'rejected' : 'fulfilled')))
})

test('a repeat is answered with the first run, whoever has the dataset by now', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const run = await newRun(catalog, { ...others, idempotencyKey: 'k' })
  await catalog.runs.accept(run)
  await publish(catalog, 1, mine)
  const repeat = { ...others, idempotencyKey: 'k' }
  for (const changes of [repeat, { ...repeat, writers: ['things'] }])
    expect(await catalog.runs.accept(await newRun(catalog, changes))).toMatchObject({ runId: run.id, repeated: true })
})
