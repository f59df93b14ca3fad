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
