import { encode as encodeMsgpack } from '@msgpack/msgpack'
import { encode as encodeCbor } from 'cborg'
import { afterAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { signIn } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { outcomeOf } from './outcome.ts'
import { realFiles } from './real-files.ts'

type Table = Record<string, unknown>[]

const system = await startSystem({ workers: 1 })
afterAll(() => system.stop())
const user = await signIn(system.url)

/** It sorts names by itself. */
const inOrder = { mapSorter: () => 0 }
const writers: Record<string, (table: Table) => string | Buffer> = {
  json: (table) => JSON.stringify(table),
  ndjson: (table) => table.map((record) => `${JSON.stringify(record)}\n`).join(''),
  yaml: (table) => table.map((record) => `---\n${stringify(record)}`).join(''),
  msgpack: (table) => Buffer.concat(table.map((record) => encodeMsgpack(record))),
  cbor: (table) => Buffer.concat(table.map((record) => encodeCbor(record, inOrder))),
}

const files = realFiles()

test('there are 40 of them at least', () => expect(files.length).toBeGreaterThanOrEqual(40))

describe.each(files)('$name', ({ format, bytes }) => {
  test('gives back every field, whichever format it comes in', async () => {
    const asItIs = await outcomeOf(user, { format }, bytes)
    expect(asItIs).toMatchObject({ state: 'published', refused: [] })
    const { published } = asItIs
    const table: Table = published.map((line) => JSON.parse(line))
    expect(table).toEqual(format === 'json' ? JSON.parse(bytes.toString()) : table)
    for (const [name, write] of Object.entries(writers)) {
      const again = await outcomeOf(user, { format: name }, write(table))
      expect(again, name).toMatchObject({ state: 'published', refused: [] })
      expect(again.published.join('\n') === published.join('\n'), name).toBe(true)
    }
  })

  test('is downloaded as a CSV that gives the same fields as texts, and the same CSV', async () => {
    const { dataset, published } = await outcomeOf(user, { format }, bytes)
    const csv = await csvOf(dataset)
    const again = await outcomeOf(user, { format: 'csv', nulls: '' }, csv)
    expect(again).toMatchObject({ state: 'published', refused: [] })
    expect(await csvOf(again.dataset)).toBe(csv)
    const names = [...new Set(published.flatMap((line) => Object.keys(JSON.parse(line))))]
    expect(again.published.map((line) => JSON.parse(line))).toEqual(
      published.map((line) => textsOf(JSON.parse(line), names)),
    )
  })
})

async function csvOf(dataset: string): Promise<string> {
  return (await user.fetch(`/api/registry/${dataset}/records?format=csv`)).text()
}

function textsOf(record: Table[number], names: string[]): Table[number] {
  const textOf = (value: unknown) => (typeof value === 'string' || value === null ? value : JSON.stringify(value))
  return Object.fromEntries(names.map((name) => [name, textOf(record[name] ?? null)]))
}
