import { test, expect } from 'vitest'
import { mark, numbersOf, publishNumbers } from './marks-fixture.ts'
import { openReclaim } from './reclaim-fixture.ts'

test('a version leaves out what it sees marked, and a rollback brings it back', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const first = await publishNumbers(catalog, [[0, 1, 2], [3, 4], [5]])
  await publishNumbers(catalog, [[6, 7]])
  await mark(sql, first, 0, 2, [0, 2])
  await mark(sql, first, 2, 2, [0])
  expect(await numbersOf(catalog)).toEqual([[1], [3, 4], [6, 7]])
  expect(await numbersOf(catalog, 1)).toEqual([[0, 1, 2], [3, 4], [5]])
  await catalog.registry.rollback('things', 1)
  expect(await numbersOf(catalog)).toEqual([[0, 1, 2], [3, 4], [5]])
  expect(await numbersOf(catalog, 2)).toEqual([[1], [3, 4], [6, 7]])
})

test('what is erased is in no version, and rows keep their numbers when some have left the bytes', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const first = await publishNumbers(catalog, [[0, 2, 5]])
  await publishNumbers(catalog, [[9]])
  await sql`update chunks set gone = '{1,3,4}' where run_id = ${first}`
  await mark(sql, first, 0, 0, [2])
  await mark(sql, first, 0, 2, [3, 5])
  expect(await numbersOf(catalog, 1)).toEqual([[0, 5]])
  expect(await numbersOf(catalog)).toEqual([[0], [9]])
})

test('what a run publishes is told without what another row of it stands for', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const run = await publishNumbers(catalog, [[0], [1, 2]])
  await mark(sql, run, 0, 1, [0])
  const chunk = (await catalog.chunks.next(run, -1))!
  expect(chunk.ordinal).toBe(1)
  expect(await catalog.chunks.next(run, 1)).toBeNull()
})

test('a frame of which nothing is marked comes as it is stored', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const run = await publishNumbers(catalog, [[0, 1], [2]])
  await mark(sql, run, 1, 7, [0])
  const stored = await sql<{ data: Buffer }[]>`select data from chunks order by ordinal`
  const frames = await Array.fromAsync(catalog.registry.frames('things'))
  expect(frames.map(({ data }) => Buffer.from(data))).toEqual(stored.map(({ data }) => data))
})
