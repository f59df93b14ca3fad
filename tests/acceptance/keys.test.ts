import type { PipelinePreview, Run } from '@syndicate/contracts'
import { afterAll, expect, test } from 'vitest'
import { parseLines, signIn, type Json } from './client.ts'
import { codeOf } from './code-of.ts'
import { startSystem } from './system.ts'

const system = await startSystem({ workers: 1, config: { set: { sliceBytes: '4 KiB' } } })
afterAll(() => system.stop())
const user = await signIn(system.url)

const definition = {
  format: 'csv',
  mode: 'upsert',
  key: ['id', 'shop'],
  deleteWhen: 'status == "gone"',
  steps: [{ cast: { amount: 'number' } }],
  schema: { required: ['amount'], properties: { amount: { type: 'number' } } },
}

function apply(pipelines: object) {
  return user.post('/api/pipelines/apply', { pipelines })
}

/** Orders of a shop as CSV, in several chunks where there are many. */
function orders(...rows: [id: number, amount: string | number, status?: string][]): string {
  return `id,shop,amount,status\n${rows.map(([id, amount, status = 'open']) => `${id},north,${amount},${status}\n`).join('')}`
}

async function live(dataset: string): Promise<string[]> {
  const rows = parseLines(await (await user.fetch(`/api/registry/${dataset}/records`)).text()) as Json[]
  return rows.map(({ id, amount }) => `${String(id)}: ${String(amount)}`).toSorted()
}

const many = Array.from({ length: 500 }, (_, id): [number, number] => [id, id * 2])

test('rows take the place of those with their key, whatever is sent, and however often', async () => {
  expect((await apply({ orders: definition })).status).toBe(200)
  const send = (text: string): Promise<Run> => user.ingest({ pipeline: 'orders', format: 'csv' }, text)

  const first = await send(orders(...many))
  expect(first.chunks).toBeGreaterThan(1)
  expect(first).toMatchObject({
    changes: { inserted: 500, updated: 0, deleted: 0, unchanged: 0 },
    counts: { in: 500, loaded: 500, duplicate: 0 },
  })
  expect(await send(orders(...many))).toMatchObject({
    changes: { inserted: 0, updated: 0, deleted: 0, unchanged: 500 },
    counts: { in: 500, loaded: 0, duplicate: 500 },
  })

  const mixed = await send(orders([1, 7], [2, '', 'gone'], [3, 'soon'], [900, 1], [900, 2], [901, '', 'gone']))
  expect(mixed).toMatchObject({
    changes: { inserted: 1, updated: 1, deleted: 1, unchanged: 0 },
    counts: { in: 6, loaded: 2, quarantined: 1, duplicate: 1, filtered: 2 },
  })
  const expected = many.filter(([id]) => id !== 1 && id !== 2).map(([id, amount]) => `${id}: ${amount}`)
  expect(await live('orders')).toEqual([...expected, '1: 7', '900: 2'].toSorted())
})

test('a record without a key is in quarantine, with the field that it lacks', async () => {
  expect((await apply({ keyless: { format: 'ndjson', key: ['id'] } })).status).toBe(200)
  const run = await user.ingest({ pipeline: 'keyless', format: 'ndjson' }, '{"id":1}\n{"no":1}\n{"id":{}}\n{"id":1}\n')
  expect(run.counts).toEqual({ in: 4, loaded: 1, quarantined: 2, duplicate: 1, filtered: 0 })
  const kept = await user.quarantine(`run=${run.runId}`)
  const inOrder = kept.toSorted((a, b) => a.position - b.position)
  expect(inOrder.map(({ position, code, field, reason }) => [position, code, field, reason])).toEqual([
    [1, 'key-missing', 'id', 'id is missing, and it is part of the key'],
    [2, 'key-missing', 'id', 'id is an object, and it is part of the key'],
  ])
})

test('rows of the same key are refused where the pipeline says so', async () => {
  expect((await apply({ strict: { format: 'ndjson', key: ['id'], onDuplicate: 'refuse' } })).status).toBe(200)
  const run = await user.ingest({ pipeline: 'strict', format: 'ndjson' }, '{"id":1,"n":1}\n{"id":2}\n{"id":1,"n":2}\n')
  expect(run.counts).toEqual({ in: 3, loaded: 2, quarantined: 1, duplicate: 0, filtered: 0 })
  expect(await user.quarantine(`run=${run.runId}`)).toMatchObject([{ position: 2, code: 'duplicate-key' }])
})

test('a preview tells which rows of a sample have the key of another', async () => {
  const sample = { text: orders([1, 1], [1, 2], [2, 1]) }
  const answer = await user.post('/api/pipelines/preview', { definition, sample, format: 'csv' })
  const { books, records } = (await answer.json()) as PipelinePreview
  expect(books).toEqual({ in: 3, loaded: 2, quarantined: 0, filtered: 0, duplicate: 1 })
  expect(records.map(({ duplicate }) => duplicate)).toEqual([true, undefined, undefined])
})

test.each<[object, string]>([
  [{ ...definition, key: undefined }, '/orders/key'],
  [{ ...definition, mode: 'append' }, '/orders/deleteWhen'],
  [{ ...definition, key: ['id', 'id'] }, '/orders/key/1'],
  [{ ...definition, steps: [{ drop: ['shop'] }] }, '/orders/key/1'],
  [{ ...definition, deleteWhen: '1 + 1' }, '/orders/deleteWhen'],
  [{ ...definition, key: ['id'], onNewField: 'ignore' }, '/orders/key/0'],
])('what is not sound is refused where it stands: %j', async (written, path) => {
  const answer = await apply({ orders: written })
  expect(answer.status).toBe(422)
  const { code, errors } = (await answer.json()) as { code: string; errors: { path: string }[] }
  expect(code).toBe('invalid-pipeline')
  expect(errors.map((error) => error.path)).toContainEqual(expect.stringMatching(`${path}$`))
})

test('all that write to a dataset do so by the same key', async () => {
  const other = { ...definition, key: ['id'], dataset: 'shared' }
  expect((await apply({ one: { ...definition, dataset: 'shared' } })).status).toBe(200)
  const answer = await apply({ other })
  expect(answer.status).toBe(422)
  expect(await codeOf(answer)).toBe('invalid-pipeline')
})
