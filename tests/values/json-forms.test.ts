import { afterAll, expect, test } from 'vitest'
import { signIn } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { outcomeOf } from './outcome.ts'

const system = await startSystem({ workers: 1 })
afterAll(() => system.stop())
const user = await signIn(system.url)
const json = (body: string) => outcomeOf(user, { format: 'json' }, body)

test.each([
  ['two on a line', '{"k":1}\n{"k":2}{"k":3}\n{"k":4} {"k":5}\n', 5],
  ['a comma at the end of an array', '[{"k":1},{"k":2},]', 2],
  ['several arrays', '[{"k":1}]\n[{"k":2}]', 2],
  ['values one after another, over lines', '{"k":1}\n{\n  "k": 2\n}\n', 2],
])('%s', async (_what, body, count) => {
  const { published, refused } = await json(body)
  expect(published).toEqual(Array.from({ length: count }, (_each, n) => `{"k":${n + 1}}`))
  expect(refused).toEqual([])
})

test('a list within an envelope is read where it is asked for', async () => {
  const body = '{"next":null,"data":[{"k":1},{"k":2}]}'
  const there = await outcomeOf(user, { format: 'json', records: '/data' }, body)
  expect(there).toMatchObject({ state: 'published', published: ['{"k":1}', '{"k":2}'], reading: { records: '/data' } })
  const elsewhere = await outcomeOf(user, { format: 'json', records: '/items' }, body)
  expect(elsewhere).toMatchObject({ state: 'failed', error: 'malformed-input: There is no list of records at /items' })
})

const envelope = (items: number) =>
  JSON.stringify({ next: null, data: Array.from({ length: items }, (_each, n) => ({ k: n + 1 })) })

test.each([2, 20_000])(
  'an envelope of %i records that nothing is said of is refused with what to say',
  async (items) => {
    expect(await json(envelope(items))).toMatchObject({
      state: 'refused at the door',
      published: [],
      refused: [],
      error: `malformed-input: 1 record with a list "data" of ${items}: its items? Say records=/data, or records= with nothing behind it to publish the record as it is`,
    })
  },
)

test('so is one whose list lies in objects', async () => {
  expect((await json(`{"result":{"page":1,"rows":[{"k":1},{"k":2},{"k":3}]},"errors":[]}`)).error).toBe(
    'malformed-input: 1 record with a list "rows" of 3: its items? Say records=/result/rows, or records= with nothing behind it to publish the record as it is',
  )
})

test('pages follow each other, and none is left out without a word', async () => {
  const pages = (second: string) =>
    outcomeOf(user, { format: 'json', records: '/data' }, `{"data":[{"k":1}]}\n${second}`)
  expect((await pages('{"data":[{"k":2}]}')).published).toEqual(['{"k":1}', '{"k":2}'])
  for (const [second, told] of [
    ['{"error":"too many requests"}', /no list of records at \/data in value 2/],
    ['{"data":[{"k":2}],"data":[]}', /two lists at \/data/],
    ['<html>', /Expected an object or a list, at byte 19/],
  ] as const)
    expect(await pages(second)).toMatchObject({ state: 'failed', published: [], error: expect.stringMatching(told) })
})

test('it is published as it is where that is asked for', async () => {
  const { published, reading } = await outcomeOf(user, { format: 'json', records: '' }, envelope(2))
  expect([published, reading]).toEqual([[envelope(2)], { records: '' }])
})

test('one record with a list in it is none where nobody can be asked, and several are none', async () => {
  const { published } = await json(`${envelope(2)}\n${envelope(2)}`)
  expect(published).toEqual([envelope(2), envelope(2)])
  const lines = await outcomeOf(user, { format: 'ndjson' }, `${envelope(2)}\n`)
  expect(lines.published).toEqual([envelope(2)])
  const dataset = `start-${crypto.randomUUID().slice(0, 8)}`
  const answer = await user.post('/api/etl/start', {
    dataType: 'JSON',
    pipeline: 'records',
    dataset,
    payload: { data: [{ k: 1 }, { k: 2 }] },
  })
  const { runId } = (await answer.json()) as { runId: string }
  expect((await user.ended(runId)).counts).toMatchObject({ in: 1, loaded: 1 })
})

test('rows as lists are refused with a question', async () => {
  const { state, error } = await json('[["id","name"],[1,"Ada"]]')
  expect([state, error]).toEqual([
    'refused at the door',
    expect.stringMatching(/^malformed-input: Rows as lists: does the first one name the fields\?/),
  ])
})

test('what curl -d makes of lines is refused with the flag to use', async () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const body = '{"a":1}{"a":2}{"a":3}'
  const { error } = await outcomeOf(user, { format: 'ndjson' }, body, form)
  expect(error).toBe('malformed-input: Another value begins at byte 7 of line 1; sent with curl -d? Use --data-binary')
  const { refused } = await outcomeOf(user, { format: 'ndjson' }, body)
  expect(refused).toEqual(['malformed-record: Another value begins at character 8 of the line'])
})

test('a list within an envelope is asked for in JSON alone', async () => {
  const { state, error } = await outcomeOf(user, { format: 'ndjson', records: '/data' }, '{"data":[{"k":1}]}\n')
  expect([state, error]).toEqual([
    'refused at the door',
    expect.stringMatching(/^validation-failed: records: .*format=json/),
  ])
})

test('what is behind a value is refused alone', async () => {
  const { published, refused } = await json('{"k":1}\n{"k":2}{"k":3}\n{"k":4}TRAILER')
  expect([published.length, refused.length]).toEqual([4, 1])
})

test('an input that is cut off says where, and which record was the last', async () => {
  const { state, error } = await json('[{"a":1},{"a":2')
  expect([state, error]).toEqual([
    'failed',
    'malformed-input: The input ends in the middle of a value, at byte 15; the last whole record is number 1, up to byte 8',
  ])
})
