import { newId } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import type { Catalog } from '../src/index.ts'
import { newRun, openCatalog, quarantined, refusal, stagedChunk, verdict } from './fixture.ts'

const terms = { maxReplays: 3, pipelines: ['things'], replaced: false }

/** A running run, one of whose chunks passed with a refused record, and another is staged with one. */
async function halfDone(catalog: Catalog): Promise<string> {
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  const refusals = [refusal(1, '{"n":1}')]
  await catalog.chunks.stage(run.id, 0, stagedChunk(1, { refused: refusals }))
  await catalog.chunks.stage(run.id, 1, stagedChunk(1, { refused: [refusal(3, '{"n":3}')] }))
  await catalog.chunks.pass(run.id, 0, 0, verdict(1, { refusals }))
  return run.id
}

async function shown(catalog: Catalog, run: string): Promise<number[]> {
  const { records } = await catalog.quarantine.list({ run, limit: 10 })
  const groups = await catalog.quarantine.groups({ run })
  expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(records.length)
  return records.map(({ position }) => position)
}

test.each<[string, (catalog: Catalog, run: string) => Promise<unknown>, number[]]>([
  ['is running', async () => {}, []],
  ['failed', (catalog, run) => catalog.runs.fail(run, 0, { code: 'stage-failed', detail: '' }), []],
  ['was cancelled', (catalog, run) => catalog.runs.cancel(run), []],
  ['published, with a chunk that never passed', (catalog, run) => catalog.chunks.seal(run, 0, 1, 1), [1]],
])('of a run that %s, quarantine shows only what is settled', async (_how, endRun, positions) => {
  await using open = await openCatalog()
  const run = await halfDone(open.catalog)
  await endRun(open.catalog, run)
  expect(await shown(open.catalog, run)).toEqual(positions)
  expect(await open.catalog.quarantine.weigh({ run }, terms)).toEqual({ replayable: positions.length, left: [] })
})

test('a claim takes all of its records or none, and a discarded one is not to be had', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const source = await quarantined(catalog, 3)
  const most = { records: 10, bytes: 100 }
  const [first, second, third] = await catalog.quarantine.replayable({ run: source.id }, terms, most)
  expect(await catalog.quarantine.replayable({ run: source.id }, terms, { records: 10, bytes: 14 })).toHaveLength(2)
  expect(await catalog.quarantine.replayable({ run: source.id }, terms, { records: 10, bytes: 1 })).toHaveLength(1)

  const mark = { userId: source.userId, reason: null }
  await catalog.quarantine.discard({ ids: [third!.id] }, mark, 10)
  const wide = await newRun(catalog, { claimed: 2 })
  expect(await catalog.quarantine.claim([{ run: wide, ids: [first!.id, third!.id] }], terms)).toBeNull()
  expect(await catalog.runs.get(wide.id)).toBeNull()
  const narrow = await newRun(catalog, { claimed: 2 })
  expect(await catalog.quarantine.claim([{ run: narrow, ids: [first!.id, second!.id] }], terms)).toHaveLength(1)
  expect(await catalog.quarantine.passOn(await newRun(catalog, { id: newId(), claimed: 2 }), narrow.id)).toBeNull()
  expect(await catalog.quarantine.discard({ run: source.id }, mark, 10)).toMatchObject({ discarded: 0, open: 0 })
})
