import { expect, test } from 'vitest'
import { newInput, newRun, openCatalog, refusal, stagedChunk, verdict } from './fixture.ts'
import { openReclaim } from './reclaim-fixture.ts'

test('a run over an input that is cut knows its chunks when it starts, and once only', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const input = newInput({ parts: 2, chunks: 2 })
  await catalog.inputs.addPart(input.id, 0, Buffer.from('a'))
  await catalog.inputs.addPart(input.id, 1, Buffer.from('b'))
  const run = await newRun(catalog, { input })
  await catalog.runs.accept(run)
  expect(await catalog.chunks.source({ run: run.id, epoch: 0, ordinal: 0 })).toBeNull()
  expect(await catalog.runs.start(run.id, 0)).toMatchObject({ first: true, chunks: 2 })
  expect(Buffer.from((await catalog.chunks.source({ run: run.id, epoch: 0, ordinal: 1 }))!.part!).toString()).toBe('b')
  expect(await catalog.chunks.source({ run: run.id, epoch: 1, ordinal: 1 })).toBeNull()
  const [seen] = await catalog.runs.quiet(0, 1)
  await catalog.runs.redrive(seen!)
  // Of what was made before: it counts only when the new epoch has said how many chunks there are.
  expect(await catalog.runs.start(run.id, 1)).toMatchObject({ first: false, chunks: 2 })
  await catalog.chunks.stage(run.id, 0, stagedChunk(1))
  await catalog.chunks.stage(run.id, 1, stagedChunk(1))
  expect(await catalog.chunks.source({ run: run.id, epoch: 1, ordinal: 1 })).toMatchObject({
    state: 'staged',
    part: null,
  })
  expect(await catalog.chunks.pass(run.id, 1, 0, verdict())).toBeNull()
  expect(await catalog.chunks.pass(run.id, 1, 1, verdict())).toBeNull()
  expect(await catalog.chunks.seal(run.id, 1, 2, 1)).toMatchObject({ state: 'published', counts: { loaded: 2 } })
})

test('a chunk is loaded once, and only what is loaded passes', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.stage(run.id, 0, stagedChunk(3), 'transformed')
  await catalog.chunks.seal(run.id, 0, 1, 1)
  expect(await catalog.chunks.pass(run.id, 0, 0, verdict())).toBeNull()
  expect(await catalog.chunks.states(run.id)).toEqual(new Map([[0, 'transformed']]))
  expect(await catalog.chunks.load(run.id, 0)).toBe(3)
  expect(await catalog.chunks.load(run.id, 0)).toBeNull()
  expect(await catalog.chunks.pass(run.id, 0, 0, verdict())).toMatchObject({ state: 'published' })
})

test.each(['load', 'pass'] as const)('what PostgreSQL does not have as it was made is refused by %s', async (move) => {
  await using open = await openCatalog()
  const { catalog } = open
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  const other = stagedChunk(3, { data: Buffer.from('something else') })
  await catalog.chunks.stage(run.id, 0, other, move === 'load' ? 'transformed' : 'staged')
  const moving = move === 'load' ? catalog.chunks.load(run.id, 0) : catalog.chunks.pass(run.id, 0, 0, verdict())
  await expect(moving).rejects.toMatchObject({ code: 'chunk-damaged' })
  expect(await catalog.runs.get(run.id)).toMatchObject({ state: 'running', counts: { in: 0 } })
})

test('an input is cut within the limits that were settled first, and its chunks are noted once', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const input = newInput({ parts: 1, only: Buffer.from('raw') })
  const run = await newRun(catalog, { input })
  await catalog.runs.accept(run)
  await sql`update inputs set cut = null`
  const settled = [1, 2].map((version) => catalog.inputs.settleCut(input.id, { version }))
  const [first, second] = await Promise.all(settled)
  expect(first).toEqual(second)
  await catalog.inputs.addPart(input.id, 1, Buffer.from('chunk'))
  await catalog.inputs.noteChunks(input.id, 1, 1)
  await catalog.inputs.noteChunks(input.id, 9, 9)
  expect(await catalog.runs.start(run.id, 0)).toMatchObject({ chunks: 1, cut: first })
  expect(Buffer.from((await catalog.chunks.source({ run: run.id, epoch: 0, ordinal: 0 }))!.part!).toString()).toBe(
    'chunk',
  )
})

const meanwhile = [
  ['ended', `update runs set state = 'cancelled'`],
  ['was accepted by another recipe', `insert into recipes values ('r2', '{}'); update runs set recipe = 'r2'`],
  ['was started over by a later version, which cuts otherwise,', `update runs set cut = '{"version":3}'`],
] as const

test.for(meanwhile)('a chunk that comes late, of a run that %s is neither stored nor counted', async ([, moves]) => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const input = newInput({ parts: 2, chunks: 2 })
  const run = await newRun(catalog, { input })
  for (const ordinal of [0, 1]) await catalog.inputs.addPart(input.id, ordinal, Buffer.from('part'))
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  await sql.unsafe(moves)
  for (const state of ['transformed', 'staged'] as const)
    expect(await catalog.chunks.stage(run.id, 0, stagedChunk(1, { refused: [refusal(0)] }), state)).toBeNull()
  expect(await catalog.chunks.enter({ run: run.id, epoch: 0, ordinal: 1, chunk: stagedChunk(1) })).toBeNull()
  expect(await catalog.chunks.states(run.id)).toEqual(new Map())
  expect(await catalog.runs.get(run.id)).toMatchObject({ counts: { in: 0 } })
})
