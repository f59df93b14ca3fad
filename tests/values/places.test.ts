import { encode } from '@msgpack/msgpack'
import { newId, type QuarantinedRecord } from '@syndicate/contracts'
import { afterAll, expect, test } from 'vitest'
import { signIn, type Body } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'

const system = await startSystem({
  workers: 1,
  config: { pipelines: 'numbers: { format: csv, steps: [ { cast: { n: number } } ] }' },
})
afterAll(() => system.stop())
const user = await signIn(system.url)

/** Where the records stand that were refused: lines, else bytes. */
async function placesOf(format: string, body: Body): Promise<(number | null)[]> {
  const { runId } = await user.ingest({ pipeline: 'numbers', format, dataset: `places-${newId()}` }, body)
  return (await user.quarantine(`run=${runId}`)).map(({ line, byte }) => line ?? byte)
}

test.each<[string, string, number[]]>([
  ['ndjson', '{"n":1}\n\n{"n":"x"}\n{"n":3}\noops\n', [3, 5]],
  ['csv', 'n,note\n1,"two\nlines"\nx,\n2,"a"b\n', [4, 5]],
  ['json', '[{"n":1},\n {"n":"x"}]', [11]],
  ['yaml', 'n: 1\n---\n- n: 2\n\n- n: x\n', [5]],
])('a refused record of %s says where it stands', async (format, body, places) => {
  expect(await placesOf(format, body)).toEqual(places)
})

test('a row whose quotes make no sense names the column, as a field and by its number', async () => {
  const { runId } = await user.ingest({ pipeline: 'numbers', dataset: `places-${newId()}` }, 'n,note\n1,x\n2,"a"b\n')
  const reason = 'A quoted field is not closed, or goes on after its closing quote (column 2, "note")'
  expect(await user.quarantine(`run=${runId}`)).toMatchObject([{ line: 3, field: 'note', reason }])
})

test('so does one of MessagePack', async () => {
  const values = [{ n: 1 }, { n: 'x' }].map((value) => encode(value))
  expect(await placesOf('msgpack', Buffer.concat(values))).toEqual([values[0]!.length])
})

test('the place stays with a record that is discarded, and a payload has none', async () => {
  const dataset = `places-${newId()}`
  const { runId } = await user.ingest({ pipeline: 'numbers', dataset }, 'n\n1\nx\n')
  const [record] = await user.quarantine(`run=${runId}`)
  await user.post('/api/quarantine/discard', { ids: [record!.id], reason: 'a test' })
  const [discarded] = await user.quarantine(`id=${record!.id}`)
  expect(discarded).toMatchObject({ state: 'discarded', line: 3, byte: null } satisfies Partial<QuarantinedRecord>)
  const answer = await user.start({ dataType: 'JSON', pipeline: 'numbers', dataset, payload: [{ n: 1 }, { n: 'x' }] })
  const started = ((await answer.json()) as { runId: string }).runId
  await user.ended(started)
  expect(await user.quarantine(`run=${started}`)).toMatchObject([{ position: 1, line: null, byte: null }])
})
