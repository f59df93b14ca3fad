import { encode as encodeMsgpack } from '@msgpack/msgpack'
import type { PipelinePreview, QuarantinedRecord } from '@syndicate/contracts'
import { encode as encodeCbor } from 'cborg'
import { afterAll, describe, expect, test } from 'vitest'
import { signIn } from './client.ts'
import { codeOf } from './code-of.ts'
import { startSystem } from './system.ts'

const system = await startSystem({ workers: 1, config: { set: { sliceBytes: '64 KiB' } } })
afterAll(() => system.stop())
const user = await signIn(system.url)

const steps = [
  { cast: { amount: 'number' } },
  { filter: 'amount >= 0.0' },
  { derive: { twice: 'amount * 2.0' } },
  { hash: ['secret'] },
]
const schema = { type: 'object', required: ['id'], properties: { amount: { maximum: 1000 } } }
const definition = { format: 'ndjson', steps, schema }

const rows = [
  { id: 'a', amount: '12.50', secret: 'x', 2: 'y' },
  { id: 'b', amount: 'soon', secret: 'x', 2: 'y' },
  { id: 'c', amount: '-1', secret: 'x', 2: 'y' },
  { id: 'd', amount: '1001', secret: 'x', 2: 'y' },
  { id: '12345678901234567890', amount: '0.1', secret: 'z', 2: 'y' },
]
const csv = (sign: string) =>
  [['id', 'amount', 'secret', '2'], ...rows.map((row) => [row.id, row.amount, row.secret, row[2]])]
    .map((cells) => cells.join(sign))
    .join('\n')
const lines = rows.map((row) => JSON.stringify(row)).join('\n')

type Sample = { text: string } | { base64: string } | { run: string } | { dataset: string }
const inBase64 = (bytes: Uint8Array) => ({ base64: Buffer.from(bytes).toString('base64') })
const bytesOf = (sample: Sample) =>
  'text' in sample ? sample.text : Buffer.from((sample as { base64: string }).base64, 'base64')

function ask(sample: Sample, more: object = {}) {
  return user.post('/api/pipelines/preview', { definition, sample, ...more })
}

async function preview(sample: Sample, more: object = {}): Promise<PipelinePreview & { json: string }> {
  const json = await (await ask(sample, more)).text()
  return { ...(JSON.parse(json) as PipelinePreview), json }
}

async function put(name: string, more: object = {}): Promise<void> {
  expect((await user.post('/api/pipelines/apply', { pipelines: { [name]: { ...definition, ...more } } })).status).toBe(
    200,
  )
}

/** Where something stands, and why it is refused. */
const told = ({
  position,
  line,
  byte,
  stage,
  code,
  reason,
  field,
}: Pick<
  QuarantinedRecord | PipelinePreview['refused'][0],
  'position' | 'line' | 'byte' | 'stage' | 'code' | 'reason' | 'field'
>) => [position, line ?? null, byte ?? null, stage, code, reason, field ?? null]

describe('a preview tells what a run makes of the same input', () => {
  test.each<[string, string, Sample, Record<string, string>]>([
    ['ndjson', 'ndjson', { text: lines }, {}],
    [
      'odd-ndjson',
      'ndjson',
      { text: '{"id":12345678901234567890,"amount":1.10}\n{"id":1,"id":2}\n{oops\n[1]\n7\n' },
      {},
    ],
    ['json', 'json', { text: JSON.stringify({ data: rows, note: 1 }) }, { records: '/data' }],
    ['csv', 'csv', { text: csv(',') }, {}],
    ['semicolons', 'csv', { text: csv(';') }, { delimiter: 'auto' }],
    ['ragged', 'csv', { text: 'id,amount\n1\n2,3,4\n5,6\n12\n' }, {}],
    ['latin', 'csv', inBase64(Buffer.from('id,amount\nä,1\nß,2\n', 'latin1')), {}],
    ['yaml', 'yaml', { text: rows.map((row) => `- ${JSON.stringify(row)}\n`).join('') }, {}],
    ['msgpack', 'msgpack', inBase64(encodeMsgpack(rows)), {}],
    ['cbor', 'cbor', inBase64(encodeCbor([...rows, 5])), {}],
    ['binary', 'binary', inBase64(encodeCbor(rows)), {}],
    ['large', 'ndjson', { text: `${lines}\n`.repeat(3000) }, {}],
  ])('%s', async (name, format, sample, reading) => {
    await put(name)
    const run = await user.ingest({ pipeline: name, format, ...reading }, bytesOf(sample))
    const { in: read, loaded, quarantined, filtered } = run.counts
    const stored = loaded === 0 ? '' : await (await user.fetch(`/api/registry/${name}/records`)).text()
    const kept = (await user.quarantine(`run=${run.runId}`)).toSorted((a, b) => a.position - b.position)
    const bySample = await preview(sample, { format, reading, limit: 1000 })
    const byRun = await preview({ run: run.runId }, { limit: 1000 })

    expect(byRun.json).toBe(bySample.json)
    expect(bySample).toMatchObject({ format, reading: run.reading, complete: true, truncated: false })
    expect(bySample.books).toEqual({ in: read, loaded, quarantined, filtered })
    const after = stored.trimEnd().split('\n').slice(0, 1000)
    // As text: to the digit, and in the order of their fields.
    for (const line of after.filter((each) => each !== '')) expect(bySample.json).toContain(`"after":${line}}`)
    expect(bySample.records.map((record) => record.after)).toEqual(
      loaded === 0 ? [] : after.map((each) => JSON.parse(each) as unknown),
    )
    expect(bySample.refused.map(told)).toEqual(kept.slice(0, 1000).map(told))
  })
})

describe('a preview', () => {
  test('shows records as they were read beside what becomes of them', async () => {
    const { records, refused, filtered } = await preview(
      { text: csv(';') },
      { format: 'csv', reading: { delimiter: ';' } },
    )
    expect(records[0]).toMatchObject({
      position: 0,
      line: 2,
      before: { id: 'a', amount: '12.50', secret: 'x' },
      after: { id: 'a', amount: 12.5, twice: 25 },
    })
    expect(refused).toMatchObject([
      {
        position: 1,
        line: 3,
        stage: 'transform',
        code: 'cast-failed',
        field: 'amount',
        before: { id: 'b', amount: 'soon' },
      },
      {
        position: 3,
        line: 5,
        stage: 'validate',
        code: 'schema-violation',
        field: 'amount',
        before: { id: 'd', amount: '1001' },
      },
    ])
    expect(filtered).toEqual([2])
  })

  test('of what is live in a dataset takes its records, and leaves no trace', async () => {
    await put('source')
    await user.ingest({ pipeline: 'source', format: 'ndjson' }, lines)
    const seen = async () => [
      await user.get('/api/registry'),
      await user.get('/api/runs'),
      await user.get('/api/pipelines'),
    ]
    const before = await seen()
    const { records, format, books } = await preview(
      { dataset: 'source' },
      { name: 'of-source', definition: { format: 'csv', steps: [{ derive: { thrice: 'twice * 1.5' } }] } },
    )
    expect([format, books.loaded]).toEqual(['ndjson', 2])
    expect(records).toMatchObject([
      { before: { id: 'a', twice: 25 }, after: { id: 'a', twice: 25, thrice: 37.5 } },
      { before: { id: '12345678901234567890' }, after: { id: '12345678901234567890' } },
    ])
    expect(await seen()).toEqual(before)
  })

  test.each<[string, string, Sample, string]>([
    ['a ZIP', 'csv', { base64: 'UEsDBBQAAAAIAA==' }, 'malformed-input'],
    ['text that is no NDJSON', 'ndjson', { text: '<html>' }, 'malformed-input'],
    ['an envelope', 'json', { text: JSON.stringify({ data: rows, total: 5, page: 1 }) }, 'malformed-input'],
    ['nothing', 'csv', { text: '' }, 'empty-input'],
    ['half a document', 'json', { text: '[{"a":1},' }, 'malformed-input'],
  ])('refuses %s with what an upload, or its run, says', async (_what, format, sample, code) => {
    const answer = await ask(sample, { format })
    const problem = (await answer.json()) as { code: string; detail: string }
    expect(problem.code).toBe(code)
    const upload = await user.upload({ pipeline: 'records', format, dataset: 'refused' }, bytesOf(sample), {
      prefer: 'wait=25',
    })
    const said = (await upload.json()) as { code?: string; detail?: string; error?: { code: string; detail: string } }
    expect({ code: problem.code, detail: problem.detail }).toEqual(
      said.error ?? {
        code: said.code,
        detail: format === 'csv' && said.code === 'empty-input' ? problem.detail : said.detail,
      },
    )
  })

  test('of a run that failed tells what it failed of', async () => {
    const run = await user.ingest({ pipeline: 'records', format: 'json', dataset: 'broken' }, '[{"a":1},')
    expect(run.state).toBe('failed')
    const problem = (await (await ask({ run: run.runId })).json()) as { code: string; detail: string }
    expect({ code: problem.code, detail: problem.detail }).toEqual(run.error)
  })

  test('takes no word on how to read what was read already', async () => {
    expect(await codeOf(await ask({ dataset: 'source' }, { format: 'csv' }))).toBe('validation-failed')
  })
})
