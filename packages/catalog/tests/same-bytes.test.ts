import { expect, test } from 'vitest'
import type { Catalog, NewRun } from '../src/index.ts'
import { newInput, newRun, openCatalog, publish } from './fixture.ts'
import { hold, openReclaim } from './reclaim-fixture.ts'

const input = (sha256: string) => newInput({ parts: 1, only: Buffer.from('part'), sha256 })

async function accepted(catalog: Catalog, changes: Partial<NewRun> = {}): Promise<string> {
  return (await catalog.runs.accept(await newRun(catalog, { input: input('aa'), ...changes }))).runId
}

const twinOf = async (catalog: Catalog, id: string) => (await catalog.runs.get(id))!.sameBytesAs

test('a run over bytes that came before says over which run, whatever became of that', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const first = await accepted(catalog)
  expect(await twinOf(catalog, first)).toBeNull()
  const second = await accepted(catalog)
  const { createdAt } = (await catalog.runs.get(first))!
  expect(await twinOf(catalog, second)).toEqual({ runId: first, state: 'accepted', createdAt })
  await catalog.runs.cancel(first)
  expect(await twinOf(catalog, second)).toMatchObject({ runId: first, state: 'cancelled' })
  expect(await twinOf(catalog, first)).toBeNull()
  expect(await twinOf(catalog, await accepted(catalog))).toMatchObject({ runId: second })
})

test('other bytes, another dataset and another pipeline are no such run', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  await accepted(catalog)
  const others = [{ input: input('ab') }, { dataset: 'others' }, { pipeline: 'others' }]
  for (const changes of others) expect(await twinOf(catalog, await accepted(catalog, changes))).toBeNull()
})

test('one that was published is named before a later one that was not', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const published = await publish(catalog, 1, { input: input('aa') })
  await catalog.runs.cancel(await accepted(catalog))
  expect(await twinOf(catalog, await accepted(catalog))).toMatchObject({ runId: published, state: 'published' })
})

test('a replay reads the same input, which is no other with the same bytes', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const first = await newRun(catalog)
  await catalog.runs.accept(first)
  const replay = await accepted(catalog, { replayOf: first.id, input: { id: first.input.id } })
  expect(await twinOf(catalog, replay)).toBeNull()
  const second = await accepted(catalog)
  expect(await twinOf(catalog, second)).toMatchObject({ runId: replay })
  await accepted(catalog, { replayOf: first.id, input: { id: first.input.id } })
  expect(await twinOf(catalog, second)).toMatchObject({ runId: replay })
})

test('what was sent again since, and came to something, is named by a replay, and left by who repeats many', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const dead = await newRun(catalog, { input: input('aa') })
  await catalog.runs.accept(dead)
  await catalog.runs.cancel(dead.id)
  expect(await catalog.runs.weigh({ ids: [dead.id] })).toMatchObject({ runs: [{ left: null }] })
  const published = await publish(catalog, 1, { input: input('aa') })
  expect(await catalog.runs.weigh({ ids: [dead.id] })).toMatchObject({ runs: [{ left: 'replayed' }] })
  const replay = { replayOf: dead.id, input: { id: dead.input.id } }
  expect(await catalog.runs.acceptOnce({ ...(await newRun(catalog)), ...replay })).toBeNull()
  expect(await twinOf(catalog, await accepted(catalog, replay))).toMatchObject({ runId: published })
})

test('who repeats an input alone is waited for by who repeats many', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const dead = await newRun(catalog, { input: input('aa') })
  await catalog.runs.accept(dead)
  await catalog.runs.cancel(dead.id)
  const { id } = dead.input
  const once = await newRun(catalog, { replayOf: dead.id, input: { id } })
  const alone = await hold(sql)
  await alone.tx`select from inputs where id = ${id} for key share`
  const answer = catalog.runs.acceptOnce({ ...once, replayOf: dead.id, input: { id } })
  await alone.waitedFor()
  await alone.commit()
  expect(await answer).toMatchObject({ runId: once.id })
})

test('an input that is no longer kept is not remembered', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const first = await accepted(catalog)
  const second = await accepted(catalog)
  await sql`update inputs set reclaimed_at = now() where id = (select input_id from runs where id = ${first})`
  expect(await twinOf(catalog, second)).toBeNull()
})
