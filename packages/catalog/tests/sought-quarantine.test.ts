import { expect, test } from 'vitest'
import type { QuarantineFilter } from '../src/index.ts'
import { newRun, openCatalog, refusal, stagedChunk, verdict } from './fixture.ts'

/** More than one request looks into: 90 records of a megabyte, each alone in its frame. */
const records = 90
const needles = [0, 50, 89]
const long = 'x'.repeat(1024 * 1024)

async function openHaystack() {
  const open = await openCatalog()
  const { catalog } = open
  const run = await newRun(catalog)
  const refused = Array.from({ length: records }, (_, position) => ({
    ...refusal(position, needles.includes(position) ? `${long} NEEDLE` : long),
    field: 'n',
    reason: `"n" is no number: "${position} of many"`,
  }))
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.stage(run.id, 0, stagedChunk(1, { refused }))
  await catalog.chunks.seal(run.id, 0, 1, 1)
  await catalog.chunks.pass(run.id, 0, 0, verdict())
  return { catalog, run: run.id, userId: run.userId, [Symbol.asyncDispose]: () => open[Symbol.asyncDispose]() }
}

test('a text is looked for page by page, each of which unpacks so much; counts of reasons add up', async () => {
  await using open = await openHaystack()
  const { quarantine } = open.catalog
  for (const order of [{}, { run: open.run }] satisfies QuarantineFilter[]) {
    const found: number[] = []
    let pages = 0
    let cursor: string | undefined
    do {
      const page = await quarantine.list({ ...order, q: 'needle', limit: 10, ...(cursor && { cursor }) })
      found.push(...page.records.map(({ position }) => position))
      pages += 1
      cursor = page.next ?? undefined
    } while (cursor)
    expect(found.toSorted((a, b) => a - b)).toEqual(needles)
    expect(pages).toBeGreaterThan(2)

    let counted = 0
    do {
      const { groups, next } = await quarantine.groups({ ...order, ...(cursor && { cursor }) }, 'reason')
      expect(groups).toMatchObject([{ field: 'n', reason: '"n" is no number: …' }])
      expect(groups[0]!.values).toHaveLength(5)
      counted += groups[0]!.count
      cursor = next ?? undefined
    } while (cursor)
    expect(counted).toBe(records)
  }
}, 60_000)

test('a selection by a text takes what one request looks into, and says that there is more', async () => {
  await using open = await openHaystack()
  const { quarantine } = open.catalog
  const terms = { maxReplays: 3, pipelines: ['things'], replaced: true }
  expect(await quarantine.weigh({ q: 'needle' }, terms)).toMatchObject({ replayable: 1, isCut: true })
  const mark = { userId: open.userId, reason: null }
  expect(await quarantine.discard({ q: 'needle' }, mark, 100)).toMatchObject({ discarded: 1, isCut: true })
  const [touched] = (await quarantine.list({ state: 'discarded', limit: 10 })).records
  expect([touched!.position, touched!.discardedBy]).toEqual([0, mark.userId])
}, 60_000)
