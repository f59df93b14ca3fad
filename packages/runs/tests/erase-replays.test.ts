import type { Recipe } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { replayQuarantine, replayRun } from '../src/index.ts'
import { ask, behind, erase, linesOf, people, whatSays, work } from './erase-fixture.ts'
import { end, openRuns, published, runToEnd, type OpenRuns } from './fixture.ts'

const mail = 'ada.lovelace@x.org'
const lenient: Recipe = { ...people, schema: {} }
const idsOf = async (open: OpenRuns) =>
  (await published(open.ctx, 'people')).map((one) => (one as unknown as { id: number }).id)

function replay(open: OpenRuns) {
  return replayQuarantine(open.ctx, {
    selection: { filter: { dataset: 'people' } },
    recipes: { people: lenient },
    maxReplays: 3,
    userId: open.userId,
  })
}

test('what a replay has taken out of quarantine is erased once that has ended, with what it publishes', async () => {
  await using open = await openRuns()
  await using sql = behind(open)
  const workers = open.work()
  await runToEnd(
    open,
    linesOf({ user: 5, note: mail, mail: '-' }, { user: 6, mail: 'x' }, { user: 7, mail: 'b@x.org' }),
    { recipe: people },
  )
  await Promise.all(workers.map((worker) => worker.stop()))
  const { runs } = await replay(open)
  const id = await ask(open, { key: { id: 5 } })
  expect(await work(open.ctx)).toBe(false)
  open.work()
  expect(await end(open.ctx, runs[0]!.runId)).toMatchObject({ state: 'published', version: 2 })
  expect((await idsOf(open)).toSorted((a, b) => a - b)).toEqual([5, 6, 7])
  await sql`update erasures set due_at = now()`
  expect(await work(open.ctx)).toBe(true)
  expect(await open.ctx.catalog.erasures.show('people', id)).toMatchObject({ records: 1, refused: 1, inputs: 2 })
  expect((await idsOf(open)).toSorted((a, b) => a - b)).toEqual([6, 7])
  expect(await whatSays(open, mail)).toEqual([])
})

test('an input goes once no run over it is under way, and what that makes of it as well', async () => {
  await using open = await openRuns()
  await using sql = behind(open)
  const workers = open.work()
  const { runId } = await runToEnd(open, linesOf({ user: 5, mail }, { user: 6, mail: 'b@x.org' }), {
    recipe: { ...people, mode: 'replace' },
  })
  await Promise.all(workers.map((worker) => worker.stop()))
  const id = await ask(open, { key: { id: 5 } })
  const again = await replayRun(open.ctx, runId, open.userId)
  expect(await work(open.ctx)).toBe(false)
  expect(await open.ctx.catalog.erasures.show('people', id)).toMatchObject({ inputs: 0, waitingFor: 1 })
  expect(await idsOf(open)).toEqual([6])
  open.work()
  await end(open.ctx, again.runId)
  await sql`update erasures set due_at = now()`
  expect(await work(open.ctx)).toBe(true)
  expect(await open.ctx.catalog.erasures.show('people', id)).toMatchObject({ records: 2, versions: 2, inputs: 1 })
  await expect(replayRun(open.ctx, runId, open.userId)).rejects.toMatchObject({ code: 'input-reclaimed' })
  expect(await idsOf(open)).toEqual([6])
  expect(await whatSays(open, mail)).toEqual([])
})

test('other refused records keep their ids, and can be replayed', async () => {
  await using open = await openRuns()
  open.work()
  const { ctx } = open
  await runToEnd(open, linesOf({ user: 4 }, { user: 5, note: mail }, { user: 6 }), {
    recipe: { ...people, maxRefused: '100%' },
  })
  const before = (await ctx.catalog.quarantine.list({ limit: 10 })).records
  expect(before).toHaveLength(3)
  await erase(open, { key: { id: 5 } })
  const after = await ctx.catalog.quarantine.list({ limit: 10 })
  expect(after).toMatchObject({ damaged: 0 })
  expect(after.records).toEqual(before.filter(({ original }) => !original.includes(mail)))
  expect(await whatSays(open, mail)).toEqual([])
})

test('an input of which nobody can tell what is in it goes, and others stay', async () => {
  await using open = await openRuns()
  await using sql = behind(open)
  open.work()
  await runToEnd(open, linesOf({ user: 7, mail: 'b@x.org' }), { recipe: people })
  const { runId } = await runToEnd(open, linesOf({ user: 8, mail: 'c@x.org' }), { recipe: people })
  await sql`update input_parts set data = 'rotten' where input_id = (select input_id from runs where id = ${runId})`
  expect(await erase(open, { where: 'id == 5' })).toMatchObject({
    inputs: 1,
    unreadableInputs: 1,
    examples: { inputs: [runId] },
  })
  expect(await sql`select from input_parts`).toHaveLength(1)
})

test('what could not be read is found by the text of a value', async () => {
  await using open = await openRuns()
  open.work()
  await runToEnd(open, linesOf({ user: 7, mail: 'b@x.org' }), { recipe: people })
  await runToEnd(open, Buffer.from(`- {user: 5, mail: ${mail}}\n- [`), { recipe: people, format: 'yaml' })
  expect(await erase(open, { key: { id: 55 } })).toMatchObject({ inputs: 0, refused: 0 })
  expect(await erase(open, { key: { id: 5 } })).toMatchObject({ inputs: 1, refused: 1 })
  expect(await whatSays(open, mail)).toEqual([])
})
