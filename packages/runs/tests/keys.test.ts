import type { Recipe } from '@syndicate/contracts'
import { digestId, indexBytes } from '@syndicate/catalog'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { armFailPoints, disarmFailPoints } from '../src/faults/fail-point.ts'
import { createReconcile, waitForEnd } from '../src/index.ts'
import { accept, end, openRuns, published } from './fixture.ts'
import { changesOf, entered, linesOf, rowsIn, run, upsert, type Row } from './keyed-fixture.ts'

/** What a run should make of what was live. */
function expected(live: Map<number, number>, rows: readonly Row[], first = false) {
  const chosen = new Map<number, Row>()
  for (const row of rows) if (!first || !chosen.has(row.id)) chosen.set(row.id, row)
  const changes = { inserted: 0, updated: 0, deleted: 0, unchanged: 0 }
  const after = new Map(live)
  for (const { id, value, gone } of chosen.values()) {
    const was = live.get(id)
    if (gone) {
      if (was !== undefined) changes.deleted++
      after.delete(id)
      continue
    }
    changes[was === undefined ? 'inserted' : was === value ? 'unchanged' : 'updated']++
    after.set(id, value)
  }
  const stored = rows.filter(({ gone }) => !gone).length
  return { after, changes, duplicate: stored - changes.inserted - changes.updated }
}

const sorted = (live: Map<number, number>) =>
  [...live].map(([id, value]) => ({ id, value })).toSorted((a, b) => a.id - b.id)

test('a file sent again changes nothing', async () => {
  await using open = await openRuns()
  open.work()
  const rows = Array.from({ length: 500 }, (_, id) => ({ id, value: id % 7 }))
  const first = await run(open, rows)
  expect(changesOf(first)).toEqual({ inserted: 500, updated: 0, deleted: 0, unchanged: 0, duplicate: 0 })
  expect(first.chunks).toBeGreaterThan(1)
  const again = await run(open, rows)
  expect(again.state).toBe('published')
  expect(again.counts).toMatchObject({ in: 500, loaded: 0, duplicate: 500 })
  expect(changesOf(again)).toEqual({ inserted: 0, updated: 0, deleted: 0, unchanged: 500, duplicate: 500 })
  expect(await rowsIn(open)).toEqual(rows)
  expect((await open.ctx.catalog.registry.get('readings'))!.records).toBe(500)
})

test('rows come and go as in a model, also after going back', async () => {
  await using open = await openRuns()
  open.work()
  const { registry } = open.ctx.catalog
  const rows = fc.array(
    fc.record(
      { id: fc.integer({ min: 0, max: 40 }), value: fc.integer({ min: 0, max: 3 }), gone: fc.constant(true) },
      { requiredKeys: ['id', 'value'] },
    ),
    { minLength: 1, maxLength: 300 },
  )
  const steps = fc.sample(fc.oneof({ weight: 4, arbitrary: rows }, { weight: 1, arbitrary: fc.nat() }), 40)
  const versions = new Map<number, Map<number, number>>()
  let live = new Map<number, number>()
  for (const step of steps) {
    if (typeof step === 'number') {
      if (versions.size === 0) continue
      const version = (step % versions.size) + 1
      await registry.rollback('readings', version)
      live = versions.get(version)!
      continue
    }
    const { after, changes, duplicate } = expected(live, step)
    const made = await run(open, step)
    expect([made.state, changesOf(made)]).toEqual(['published', { ...changes, duplicate }])
    live = after
    versions.set(made.version!, live)
    expect(await rowsIn(open)).toEqual(sorted(live))
    expect((await registry.get('readings'))!.records).toBe(live.size)
  }
  expect(versions.size).toBeGreaterThan(20)
}, 60_000)

test.each(['first', 'last'] as const)(
  'of rows with the same key the %s counts, within a run alone',
  async (onDuplicate) => {
    await using open = await openRuns()
    open.work()
    const by: Recipe = { ...upsert, mode: 'append', onDuplicate }
    delete by.deleteWhen
    const rows = Array.from({ length: 600 }, (_, n) => ({ id: n % 200, value: n }))
    for (const times of [1, 2]) {
      const made = await run(open, rows, by)
      expect(made.counts).toMatchObject({ in: 600, loaded: 200, duplicate: 400, quarantined: 0 })
      expect(made.changes).toMatchObject({ inserted: 200 })
      expect(await published(open.ctx)).toHaveLength(200 * times)
    }
    const values = (await rowsIn(open)).map(({ value }) => value)
    expect(Math.max(...values)).toBe(onDuplicate === 'first' ? 199 : 599)
  },
)

test('rows with the same key are refused, wherever they are in the run, and the first stays', async () => {
  await using open = await openRuns()
  open.work()
  const rows = Array.from({ length: 300 }, (_, n) => ({ id: n === 299 ? 0 : n === 1 ? 0 : n, value: n }))
  const made = await run(open, rows, { ...upsert, onDuplicate: 'refuse' })
  expect(made.counts).toMatchObject({ in: 300, loaded: 298, quarantined: 2, duplicate: 0 })
  const { records } = await open.ctx.catalog.quarantine.list({ run: made.runId, limit: 10 })
  expect(records.map(({ code, field, original, position }) => [code, field, original, position])).toEqual([
    ['duplicate-key', 'id', '{"id":0,"value":1}', 1],
    ['duplicate-key', 'id', '{"id":0,"value":299}', 299],
  ])
  expect((await rowsIn(open))[0]).toEqual({ id: 0, value: 0 })
})

test('too many rows with the same key reject a run, and leave nothing', async () => {
  await using open = await openRuns()
  open.work()
  await run(open, [{ id: 1, value: 1 }])
  const made = await run(
    open,
    [
      { id: 1, value: 2 },
      { id: 1, value: 3 },
    ],
    {
      ...upsert,
      onDuplicate: 'refuse',
      onInvalid: 'reject',
    },
  )
  expect(made.state).toBe('rejected')
  const next = await run(open, [{ id: 2, value: 2 }])
  expect(changesOf(next)).toMatchObject({ inserted: 1 })
  expect(await rowsIn(open)).toEqual([
    { id: 1, value: 1 },
    { id: 2, value: 2 },
  ])
})

test('runs at once go one after the other, in the order of their versions', async () => {
  await using open = await openRuns()
  open.work()
  open.work(open.beside())
  const inputs = Array.from({ length: 12 }, (_, n) =>
    Array.from({ length: 20 + n * 10 }, (_, i) => ({ id: (i * (n + 1)) % 50, value: n })),
  )
  const ids = await Promise.all(inputs.map((rows) => accept(open, linesOf(rows), { recipe: upsert })))
  const runs = await Promise.all(ids.map((id) => end(open.ctx, id)))
  const order = runs
    .map((made, n) => ({ made, rows: inputs[n]! }))
    .toSorted((a, b) => a.made.version! - b.made.version!)
  let live = new Map<number, number>()
  for (const { made, rows } of order) {
    const { after, changes, duplicate } = expected(live, rows)
    expect([made.state, changesOf(made)]).toEqual(['published', { ...changes, duplicate }])
    live = after
  }
  expect(await rowsIn(open)).toEqual(sorted(live))
})

test('rows by another key are not taken', async () => {
  await using open = await openRuns()
  open.work()
  await run(open, [{ id: 1, value: 1 }])
  await expect(
    accept(open, linesOf([{ id: 1, value: 1 }]), { recipe: { ...upsert, key: ['value'] } }),
  ).rejects.toMatchObject({ code: 'dataset-key-conflict' })
})

test.each(['settle.sent', 'settle.merged'] as const)('goes on where somebody died at %s', async (point) => {
  await using open = await openRuns()
  const rows = Array.from({ length: 300 }, (_, id) => ({ id, value: 1 }))
  // The chunks are entered, and whoever should settle the run is gone.
  armFailPoints(`${point}:throw:1`)
  try {
    open.work()
    const made = await run(open, [...rows, ...rows])
    expect(made.counts).toMatchObject({ in: 600, loaded: 300, duplicate: 300 })
  } finally {
    disarmFailPoints()
  }
})

test('a run whose settling was lost with Redis is found, and settled', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const rows = Array.from({ length: 300 }, (_, id) => ({ id, value: 1 }))
  const { id } = await entered(open, [...rows, ...rows])
  expect((await ctx.catalog.runs.get(id))!.state).toBe('running')
  expect(await createReconcile(ctx)({ quietMs: 0 })).toBe(1)
  open.work()
  expect((await end(ctx, id)).counts).toMatchObject({ in: 600, loaded: 300, duplicate: 300 })
})

test('a key whose entries are many in a merged segment is found by its newest', async () => {
  await using open = await openRuns()
  open.work()
  const rows = (value: number) => Array.from({ length: 100 }, (_, id) => ({ id, value }))
  // Each is left out once, so that seven entries of each make 700, and a block of 512 would end within a key's.
  for (let value = 1; value <= 8; value++)
    await run(
      open,
      rows(value).filter(({ id }) => id % 7 !== value - 1),
    )
  expect(await open.ctx.catalog.keys.segments.of('readings')).toMatchObject([{ entries: 700 }])
  // Whatever block an entry is in, who looks for its digest alone finds all there are.
  const { segments } = open.ctx.catalog.keys
  const range = { from: 0, before: 256 }
  const ids = (await segments.of('readings')).map(({ id }) => id)
  const digestsIn = (entries: Uint8Array) =>
    Array.from({ length: entries.length / indexBytes }, (_, nth) => digestId(entries, nth * indexBytes))
  const [all] = (await segments.read('readings', range, ids)).map(digestsIn)
  for (const digest of new Set(all)) {
    const [found] = (await segments.read('readings', { ...range, digests: [digest] }, ids)).map(digestsIn)
    expect(found!.filter((one) => one === digest)).toHaveLength(all!.filter((one) => one === digest).length)
  }
  expect(changesOf(await run(open, [{ id: 79, value: 8 }]))).toMatchObject({ inserted: 0, updated: 0, unchanged: 1 })
  expect(await rowsIn(open)).toEqual(rows(8))
}, 60_000)

test('a record that nobody survives is not looked at again for the sake of keys', async () => {
  await using open = await openRuns()
  open.work()
  const eightfold = (name: string) => Array.from({ length: 8 }, () => name).join(' + ')
  const by: Recipe = {
    ...upsert,
    onDuplicate: 'refuse',
    limits: { seconds: 2 },
    steps: [
      { derive: { all: eightfold('note') } },
      { derive: { all: eightfold('all') } },
      // Of a note as long as this, for ever.
      { filter: 'note.size() < 999 || all.split("").all(a, all.split("").all(b, a == b))' },
      { drop: ['all'] },
    ],
  }
  const row = (id: number, value: number, note = '') => ({ id, value, note })
  const id = await accept(open, linesOf([row(1, 1), row(2, 1, 'a'.repeat(1_500)), row(1, 2)]), { recipe: by })
  const made = await waitForEnd(open.ctx, id, 80_000)
  expect(made.counts).toMatchObject({ in: 3, loaded: 1, quarantined: 2 })
  const { records } = await open.ctx.catalog.quarantine.list({ run: id, limit: 9 })
  expect(records.map(({ code }) => code).toSorted()).toEqual(['duplicate-key', 'record-timeout'])
}, 90_000)
