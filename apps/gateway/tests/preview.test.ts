import type { PipelinePreview } from '@syndicate/contracts'
import { encode as encodeMsgpack } from '@msgpack/msgpack'
import { encode as encodeCbor } from 'cborg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bodyOf, codeOf, json, openGateway, type Client, type OpenGateway } from './fixture.ts'

let open: OpenGateway
let client: Client

beforeAll(async () => {
  open = await openGateway()
  open.work()
  client = await open.signIn()
})
afterAll(() => open[Symbol.asyncDispose]())

const definition = {
  format: 'ndjson',
  steps: [{ cast: { amount: 'number' } }, { filter: 'amount >= 0.0' }, { derive: { twice: 'amount * 2.0' } }],
  schema: { type: 'object', required: ['id'], properties: { amount: { maximum: 1000 }, 10: { type: 'string' } } },
}

const rows = [
  { id: 'a', amount: '12.50', 10: 'x', 2: 'y' },
  { id: 'b', amount: 'soon', 10: 'x', 2: 'y' },
  { id: 'c', amount: '-1', 10: 'x', 2: 'y' },
  { id: 'd', amount: '1001', 10: 'x', 2: 'y' },
  { id: '12345678901234567890', amount: '0.1', 10: 'x', 2: 'y' },
]
const text = (value: string) => ({ text: value })
const base64 = (bytes: Uint8Array) => ({ base64: Buffer.from(bytes).toString('base64') })
const csv = (sign: string) => [['id', 'amount', '10', '2'], ...rows.map((row) => [row.id, row.amount, row[10], row[2]])].map((cells) => cells.join(sign)).join('\n')

type Sample = { text: string } | { base64: string } | { run: string } | { dataset: string }

function preview(sample: Sample, changes: object = {}, as: Client = client) {
  return as.post('/api/pipelines/preview', { name: 'previewed', definition, sample, ...changes })
}

async function previewed(sample: Sample, changes: object = {}): Promise<PipelinePreview> {
  const answer = await preview(sample, changes)
  expect([answer.status, answer.status === 200 ? '' : await answer.clone().text()]).toEqual([200, ''])
  return bodyOf<PipelinePreview>(answer)
}

async function runOf(pipeline: string, format: string, body: Uint8Array | string, dataset: string) {
  const answer = await fetch(`${open.url}/api/etl/upload?pipeline=${pipeline}&format=${format}&dataset=${dataset}`, {
    method: 'POST',
    headers: { ...client.headers, prefer: 'wait=25' },
    body: body as BodyInit,
  })
  return bodyOf<{ runId: string; counts: Record<string, number>; reading: object }>(answer)
}

const samples: [string, string, Sample][] = [
  ['NDJSON', 'ndjson', text(rows.map((row) => JSON.stringify(row)).join('\n'))],
  ['NDJSON with digits', 'ndjson', text('{"id":12345678901234567890,"amount":1.10}\n{"id":1,"id":2}\n{oops\n[1]\n')],
  ['JSON', 'json', text(JSON.stringify({ data: rows, note: 1 }))],
  ['CSV', 'csv', text(csv(','))],
  ['CSV of another sort', 'csv', text(csv(';'))],
  ['CSV with ragged rows', 'csv', text('id,amount\n1\n2,3,4\n5,6\n')],
  ['Latin-1', 'csv', base64(Buffer.from('id,amount\nä,1\nß,2\n', 'latin1'))],
  ['YAML', 'yaml', text(rows.map((row) => `- ${JSON.stringify(row)}\n`).join(''))],
  ['MessagePack', 'msgpack', base64(encodeMsgpack(rows))],
  ['CBOR', 'cbor', base64(encodeCbor(rows))],
  ['binary', 'binary', base64(encodeCbor([...rows, 5]))],
]

test.for(samples)('%s is previewed as it is run', async ([what, format, sample]) => {
  const dataset = `previewed-${what.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`
  const applied = await client.post('/api/pipelines/apply', { pipelines: { [dataset]: definition } })
  expect(applied.status).toBe(200)
  const reading = format === 'json' ? { records: '/data' } : format === 'csv' && what !== 'CSV' ? { delimiter: 'auto' } : {}
  const query = Object.entries(reading).map(([name, value]) => `&${name}=${encodeURIComponent(value)}`).join('')
  const bytes = 'text' in sample ? Buffer.from(sample.text) : Buffer.from((sample as { base64: string }).base64, 'base64')
  const run = await runOf(dataset, `${format}${query}`, bytes, dataset)
  const told = await previewed(sample, { format, reading })
  const ofRun = await previewed({ run: run.runId })

  const stored = await (await client.get(`/api/registry/${dataset}/records?format=ndjson`)).text()
  const { in: read, loaded, quarantined, filtered } = run.counts
  for (const each of [told, ofRun]) {
    expect(each.books).toEqual({ in: read, loaded, quarantined, filtered })
    expect(each).toMatchObject({ complete: true, truncated: false, format, reading: run.reading })
  }
  expect(ofRun).toEqual(told)
  const after = await (await preview(sample, { format, reading })).text()
  if (loaded! > 0) for (const line of stored.trim().split('\n')) expect(after).toContain(`"after":${line}}`)

  const kept = await bodyOf<{ records: Record<string, unknown>[] }>(await client.get(`/api/quarantine?run=${run.runId}`))
  const placed = ({ position, line, byte, stage, code, reason, field }: Record<string, unknown>) => ({ position, line: line ?? null, byte: byte ?? null, stage, code, reason, field: field ?? null })
  expect(told.refused.map(placed)).toEqual(kept.records.map(placed).toSorted((a, b) => Number(a.position) - Number(b.position)))
})
