import { newId } from '@syndicate/contracts'
import { describe, expect, test } from 'vitest'
import type { Catalog, NewRun } from '../src/index.ts'
import { newInput, newRun, openCatalog, publish, refusal, stagedChunk, verdict } from './fixture.ts'
import { hold, openReclaim } from './reclaim-fixture.ts'

const key = { idempotencyKey: 'k' }

test('an Idempotency-Key answers with the first run, refuses another request, and keeps nothing of the repeat', async () => {
  await using open = await openCatalog()
  const first = await newRun(open.catalog, { idempotencyKey: 'k' })
  await open.catalog.runs.accept(first)
  const again = await newRun(open.catalog, { idempotencyKey: 'k' })
  expect(await open.catalog.runs.accept(again)).toMatchObject({ runId: first.id, repeated: true })
  expect(await open.catalog.runs.get(again.id)).toBeNull()
  const other = await newRun(open.catalog, { idempotencyKey: 'k', requestHash: 'h2' })
  await expect(open.catalog.runs.accept(other)).rejects.toMatchObject({ code: 'idempotency-conflict' })
})

test('a repeat is answered with the first run, whatever has become of its dataset, its room or its input since', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const runId = await publish(catalog, 1, { idempotencyKey: 'k', mostUnfinished: 1 })
  const changed = { mode: 'replace', mostUnfinished: 1 } as const
  const repeat = { ...changed, idempotencyKey: 'k' }
  expect(await catalog.runs.accept(await newRun(catalog, repeat))).toMatchObject({ runId, repeated: true })
  const conflict = { code: 'dataset-mode-conflict' }
  await expect(catalog.runs.accept(await newRun(catalog, changed))).rejects.toMatchObject(conflict)
  const other = await newRun(catalog, { ...repeat, requestHash: 'h2' })
  await expect(catalog.runs.accept(other)).rejects.toMatchObject({ code: 'idempotency-conflict' })
  await catalog.runs.accept(await newRun(catalog, { dataset: 'others' }))
  expect(await catalog.runs.accept(await newRun(catalog, repeat))).toMatchObject({ runId, repeated: true })
  const input = newInput({ parts: 2 })
  expect(await catalog.runs.accept(await newRun(catalog, { ...repeat, input }))).toMatchObject({ runId })
})

test('ten requests at once with one key make one run', async () => {
  await using open = await openCatalog()
  const runs = await Promise.all(Array.from({ length: 10 }, () => newRun(open.catalog, { idempotencyKey: 'k' })))
  const answers = await Promise.all(runs.map((run) => open.catalog.runs.accept(run)))
  expect(new Set(answers.map((answer) => answer.runId)).size).toBe(1)
  expect(answers.filter((answer) => !answer.repeated)).toHaveLength(1)
})

/** Ways of a run to come to nothing. */
const deaths: [string, (catalog: Catalog, run: NewRun) => Promise<unknown>][] = [
  ['failed', (catalog, { id }) => catalog.runs.fail(id, 0, { code: 'malformed-input', detail: '' })],
  ['cancelled', (catalog, { id }) => catalog.runs.cancel(id)],
  [
    'rejected',
    async (catalog, { id }) => {
      await catalog.runs.start(id, 0)
      await catalog.chunks.stage(id, 0, stagedChunk(0, { refused: [refusal(0)] }))
      await catalog.chunks.seal(id, 0, 1, 1)
      await catalog.chunks.pass(id, 0, 0, verdict())
    },
  ],
]

describe.for(deaths)('the key of a run that was %s', ([state, die]) => {
  test.for([
    ['the same request', 'h1'],
    ['a mended one', 'h2'],
  ])('starts anew with %s, and then stays with that', async ([, requestHash]) => {
    await using open = await openCatalog()
    const { catalog } = open
    const dead = await newRun(catalog, key)
    await catalog.runs.accept(dead)
    await die(catalog, dead)
    expect(await catalog.runs.get(dead.id)).toMatchObject({ state })
    const asked = { ...key, requestHash: requestHash! }
    const anew = await newRun(catalog, asked)
    expect(await catalog.runs.accept(anew)).toMatchObject({ runId: anew.id, repeated: false })
    expect(await catalog.runs.accept(await newRun(catalog, asked))).toMatchObject({ runId: anew.id, repeated: true })
    const other = await newRun(catalog, { ...key, requestHash: 'h3' })
    await expect(catalog.runs.accept(other)).rejects.toMatchObject({ code: 'idempotency-conflict' })
  })
})

test('the key of a dead run is not taken off it while somebody replays it', async () => {
  await using open = await openReclaim()
  const { catalog, sql } = open
  const dead = await newRun(catalog, key)
  await catalog.runs.accept(dead)
  await catalog.runs.cancel(dead.id)
  const replaying = await hold(sql)
  await replaying.tx`select from inputs where id = ${dead.input.id} for key share`
  const answer = newRun(catalog, key).then((run) => catalog.runs.accept(run))
  await replaying.waitedFor()
  const [replay] = await replaying.tx`
    insert into runs (id, recipe, input_id, user_id, pipeline, dataset, mode, on_invalid, format, request_hash, replay_of, bytes)
    select ${newId()}, recipe, input_id, user_id, pipeline, dataset, mode, on_invalid, format, request_hash, id, bytes
    from runs where id = ${dead.id} returning id`
  await replaying.commit()
  expect(await answer).toMatchObject({ runId: replay!.id, repeated: true })
})

test('ten requests at once under the key of a dead run make one run', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const dead = await newRun(catalog, key)
  await catalog.runs.accept(dead)
  await catalog.runs.cancel(dead.id)
  const runs = await Promise.all(Array.from({ length: 10 }, () => newRun(catalog, key)))
  const answers = await Promise.all(runs.map((run) => catalog.runs.accept(run)))
  expect(new Set(answers.map((answer) => answer.runId)).size).toBe(1)
  expect(answers.filter((answer) => !answer.repeated)).toHaveLength(1)
  expect(answers[0]!.runId).not.toBe(dead.id)
})

test('a request under the key of a run that dies at that moment is accepted, or told of that run', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  for (let round = 0; round < 20; round++) {
    const asked = { idempotencyKey: `k${round}`, mostUnfinished: 1 }
    const dying = await newRun(catalog, asked)
    await catalog.runs.accept(dying)
    const anew = await newRun(catalog, asked)
    const [answer] = await Promise.all([catalog.runs.accept(anew), catalog.runs.cancel(dying.id)])
    expect([dying.id, anew.id]).toContain(answer.runId)
    await catalog.runs.cancel(answer.runId)
  }
})

test('the key of a dead run stays with a replay of it until that is dead as well', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const dead = await newRun(catalog, key)
  await catalog.runs.accept(dead)
  await catalog.runs.cancel(dead.id)
  const replay = await newRun(catalog, { replayOf: dead.id, input: { id: dead.input.id } })
  await catalog.runs.accept(replay)
  expect(await catalog.runs.accept(await newRun(catalog, key))).toMatchObject({ runId: replay.id, repeated: true })
  const other = await newRun(catalog, { ...key, requestHash: 'h2' })
  await expect(catalog.runs.accept(other)).rejects.toMatchObject({ code: 'idempotency-conflict' })
  await catalog.runs.cancel(replay.id)
  expect(await catalog.runs.accept(other)).toMatchObject({ runId: other.id, repeated: false })
  // Whoever replays the first once more gets a run that has nothing to do with the key.
  const again = await newRun(catalog, { replayOf: dead.id, input: { id: dead.input.id } })
  expect(await catalog.runs.accept(again)).toMatchObject({ runId: again.id, repeated: false })
})

test('a request under the key of a dead run is refused in advance where there is no room', async () => {
  await using open = await openCatalog()
  const { catalog } = open
  const dead = await newRun(catalog, { ...key, mostUnfinished: 1 })
  await catalog.runs.accept(dead)
  const ask = () => catalog.runs.refuseInAdvance(dead)
  await ask()
  await catalog.runs.cancel(dead.id)
  await ask()
  await catalog.runs.accept(await newRun(catalog))
  await expect(ask()).rejects.toMatchObject({ code: 'too-many-runs' })
})
