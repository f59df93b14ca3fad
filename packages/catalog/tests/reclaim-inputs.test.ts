import { newId } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { acceptRun } from '../src/runs/accept.ts'
import { newRun, publish } from './fixture.ts'
import { count, exhaust, hold, openReclaim, uploadParts } from './reclaim-fixture.ts'

const hourMs = 3_600_000

test('parts that no run claimed go after their grace; those of a run, and of an upload under way, stay', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const claimed = await uploadParts(catalog, 2)
  await catalog.runs.accept(await newRun(catalog, { input: claimed }))
  const left = await uploadParts(catalog, 3)
  const slow = await uploadParts(catalog, 2)
  expect(await catalog.reclaim.uploads(hourMs)).toEqual({ settled: 0, uploads: 0 })
  await sql`update input_parts set created_at = now() - interval '2 hours'`
  await catalog.inputs.addPart(slow.id, 2, Buffer.from('one more'))
  expect(await exhaust(() => catalog.reclaim.uploads(hourMs))).toEqual({ settled: 2, uploads: 1 })
  expect(await exhaust(() => catalog.reclaim.sweepInputs())).toEqual({ parts: 3, swept: 1 })
  const rest = await sql<{ id: string; parts: number }[]>`
    select input_id as id, count(*) as parts from input_parts group by 1 order by 2`
  expect(rest).toEqual([
    { id: claimed.id, parts: 2 },
    { id: slow.id, parts: 3 },
  ])
  expect(left.id).not.toBe(slow.id)
})

test('an upload that comes back after it was given up makes no run, and leaves nothing', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const input = await uploadParts(catalog, 2)
  await exhaust(() => catalog.reclaim.uploads(0))
  await exhaust(() => catalog.reclaim.sweepInputs())
  await catalog.inputs.addPart(input.id, 2, Buffer.from('late'))
  const run = await newRun(catalog, { input: { ...input, parts: 3 } })
  await expect(catalog.runs.accept(run)).rejects.toMatchObject({ code: 'input-reclaimed' })
  await catalog.inputs.abandon(input.id)
  expect([await count(sql, 'runs'), await count(sql, 'input_parts')]).toEqual([0, 0])
})

test('the collector and a run that claims the same parts at the same moment: the run has them', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const run = await newRun(catalog, { input: await uploadParts(catalog, 2) })
  const accepting = await hold(sql)
  await acceptRun(accepting.tx, run)
  const collecting = catalog.reclaim.uploads(0)
  await accepting.waitedFor()
  await accepting.commit()
  expect(await collecting).toEqual({ settled: 1, uploads: 0 })
  expect(await catalog.runs.start(run.id, 0)).not.toBeNull()
})

test('an input goes when every run over it has ended long enough ago, and its row tells', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const first = await publish(catalog, 1)
  const { inputId } = (await catalog.runs.replayable(first))!
  await sql`update inputs set created_at = now() - interval '3 hours'`
  expect(await catalog.reclaim.inputs(hourMs)).toEqual({ inputs: 0 })
  await sql`update runs set finished_at = now() - interval '2 hours'`
  const replay = await newRun(catalog, { input: { id: inputId } })
  await catalog.runs.accept(replay)
  expect(await catalog.reclaim.inputs(hourMs)).toEqual({ inputs: 0 })
  await catalog.runs.cancel(replay.id)
  expect(await catalog.reclaim.inputs(hourMs)).toEqual({ inputs: 0 })
  expect(await catalog.runs.get(first)).toMatchObject({ inputKept: true })
  await sql`update runs set finished_at = now() - interval '2 hours'`
  expect(await exhaust(() => catalog.reclaim.inputs(hourMs))).toEqual({ inputs: 1 })
  expect(await exhaust(() => catalog.reclaim.sweepInputs())).toEqual({ parts: 1, swept: 1 })
  expect(await catalog.runs.get(first)).toMatchObject({ state: 'published', inputKept: false })
  expect([await count(sql, 'inputs'), await count(sql, 'input_parts')]).toEqual([1, 0])
  await expect(catalog.runs.accept(await newRun(catalog, { input: { id: inputId } }))).rejects.toMatchObject({
    code: 'input-reclaimed',
  })
})

test('a replay that was accepted while the collector looked keeps its input', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const { inputId } = (await catalog.runs.replayable(await publish(catalog, 1)))!
  const replay = await newRun(catalog, { id: newId(), input: { id: inputId } })
  const accepting = await hold(sql)
  await acceptRun(accepting.tx, replay)
  const collecting = catalog.reclaim.inputs(0)
  await accepting.waitedFor()
  await accepting.commit()
  expect(await collecting).toEqual({ inputs: 0 })
  expect(await catalog.runs.start(replay.id, 0)).not.toBeNull()
})

test('a replay that comes while its input is taken is told so', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const { inputId } = (await catalog.runs.replayable(await publish(catalog, 1)))!
  const replay = await newRun(catalog, { input: { id: inputId } })
  const collecting = await hold(sql)
  await collecting.tx`select from inputs where id = ${inputId} for update`
  await collecting.tx`update inputs set reclaimed_at = now() where id = ${inputId}`
  const accepting = catalog.runs.accept(replay)
  accepting.catch(() => {})
  await collecting.waitedFor()
  await collecting.commit()
  await expect(accepting).rejects.toMatchObject({ code: 'input-reclaimed' })
  expect(await catalog.runs.get(replay.id)).toBeNull()
})

test('a large input is swept in small batches', async () => {
  await using open = await openReclaim()
  const { catalog } = open
  await uploadParts(catalog, 120)
  await exhaust(() => catalog.reclaim.uploads(0))
  expect(await catalog.reclaim.sweepInputs()).toEqual({ parts: 50, swept: 0 })
  expect(await exhaust(() => catalog.reclaim.sweepInputs())).toEqual({ parts: 70, swept: 1 })
})
