import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { encode as encodeMsgpack } from '@msgpack/msgpack'
import type { AcceptedRun, Run } from '@syndicate/contracts'
import { booksBalance } from '@syndicate/contracts'
import { encode as encodeCbor } from 'cborg'
import { afterAll, describe, expect, test } from 'vitest'
import { signIn, type Body, type Json } from './client.ts'
import { codeOf } from './code-of.ts'
import { inPieces, readingsConfig, readingsOf } from './readings.ts'
import { startSystem } from './system.ts'

const system = await startSystem({ workers: 2, config: { ...readingsConfig, set: { sliceBytes: '64 KiB' } } })
afterAll(() => system.stop())
const user = await signIn(system.url)

const cities = [
  { name: 'Köln', people: 1_084_831 },
  { name: 'Oslo', people: 709_037 },
  { name: '東京', people: 14_094_034 },
]
const ndjson = cities.map((city) => `${JSON.stringify(city)}\n`).join('')
const yaml = cities.map(({ name, people }) => `- name: ${name}\n  people: ${people}\n`).join('')
const quoted = [{ name: 'Berlin, "Mitte"', note: 'two\nlines' }]
const csvRows = cities.map(({ name, people }) => ({ name, people: String(people) }))

describe('an upload', () => {
  test.each<[string, string, string, Body, Json[]]>([
    ['NDJSON', 'ndjson', 'records', ndjson, cities],
    ['NDJSON with blank lines', 'ndjson', 'records', ndjson.trimEnd().replaceAll('\n', '\r\n\r\n'), cities],
    ['a JSON array', 'json', 'records', JSON.stringify(cities, null, 2), cities],
    ['JSON with a byte order mark', 'json', 'records', `\uFEFF${JSON.stringify(cities)}`, cities],
    ['CSV', 'csv', 'records', 'name,people\nKöln,1084831\r\n"Oslo","709037"\n東京,14094034', csvRows],
    ['CSV with quotes', 'csv', 'records', 'name,note\n"Berlin, ""Mitte""","two\nlines"\n', quoted],
    ['YAML', 'yaml', 'documents', yaml, cities],
    ['MessagePack', 'msgpack', 'binary', Buffer.concat(cities.map((city) => encodeMsgpack(city))), cities],
    ['CBOR', 'cbor', 'binary', Buffer.concat(cities.map((city) => encodeCbor(city))), cities],
    ['binary of either kind', 'binary', 'binary', encodeCbor(cities), cities],
  ])('of %s is published', async (name, format, pipeline, body, expected) => {
    const dataset = name.toLowerCase().replaceAll(' ', '-')
    const run = await user.ingest({ pipeline, format, dataset }, body)
    expect(run).toMatchObject({ state: 'published', format, counts: { in: expected.length, loaded: expected.length } })
    expect(await user.records(dataset)).toEqual(expected)
  })

  test.each([
    ['gzip', gzipSync(ndjson)],
    ['br', brotliCompressSync(ndjson)],
    ['zstd', zstdCompressSync(ndjson)],
    ['GZIP', gzipSync(ndjson)],
    ['identity', Buffer.from(ndjson)],
  ])('with Content-Encoding %s is undone', async (encoding, body) => {
    const dataset = `encoded-${encoding.toLowerCase()}`
    const query = { pipeline: 'records', format: 'ndjson', dataset }
    const run = await user.ingest(query, body, { 'content-encoding': encoding })
    expect(run).toMatchObject({ state: 'published', bytes: Buffer.byteLength(ndjson) })
    expect((await user.records(dataset)).slice(-3)).toEqual(cities)
  })

  test('is known by the name of its file, which is text and nothing else', async () => {
    const name = '../Übersicht <b>2026</b>.ndjson'
    const query = { pipeline: 'records', format: 'ndjson', dataset: 'named' }
    const run = await user.ingest({ ...query, fileName: name }, ndjson)
    expect(run).toMatchObject({ fileName: name, startedBy: { username: 'trader1' } })
    for (const fileName of ['a\u0000b', 'a\nb', '\u202Egnp.exe', 'x'.repeat(256), '']) {
      const answer = await user.upload({ ...query, fileName }, ndjson)
      expect([answer.status, await codeOf(answer)]).toEqual([400, 'validation-failed'])
    }
    expect((await user.ingest(query, ndjson)).fileName).toBeNull()
  })

  test('in an encoding nobody knows is refused', async () => {
    const answer = await user.upload({ pipeline: 'records' }, ndjson, { 'content-encoding': 'compress' })
    expect(await codeOf(answer)).toBe('unsupported-encoding')
  })

  test('is answered as a start is', async () => {
    const answer = await user.upload({ pipeline: 'records', format: 'ndjson', dataset: 'shape' }, inPieces(ndjson, 5))
    expect(answer.status).toBe(202)
    const { runId, state, dataset, links } = (await answer.json()) as AcceptedRun
    expect({ state, dataset }).toEqual({ state: 'accepted', dataset: 'shape' })
    expect(links).toEqual({
      self: `/api/runs/${runId}`,
      records: '/api/registry/shape/records',
      events: `runs.${runId}`,
    })
    expect(new URL(answer.headers.get('location') ?? '', system.url).pathname).toBe(links.self)
    expect(answer.headers.get('x-etl-time')).toMatch(/^\d+(\.\d+)?$/)
    expect(await user.ended(runId)).toMatchObject({ state: 'published', counts: { loaded: 3 } })
  })

  test('is repeated under its Idempotency-Key, and refused with another body', async () => {
    const query = { pipeline: 'records', format: 'ndjson', dataset: 'upload-once' }
    const key = { 'idempotency-key': 'upload-once' }
    const first = await user.ingest(query, ndjson, key)
    expect((await user.ingest(query, inPieces(ndjson, 7), key)).runId).toBe(first.runId)
    expect(await codeOf(await user.upload(query, `${ndjson}{}\n`, key))).toBe('idempotency-conflict')
    expect(await user.records('upload-once')).toEqual(cities)
  })
})

describe('an upload whose run came to nothing', () => {
  test('is mended under the same Idempotency-Key', async () => {
    const query = { pipeline: 'records', format: 'json', dataset: 'mended' }
    const key = { 'idempotency-key': 'mended' }
    const cut = '[{"a":1},{"a":2'
    const failed = await user.ingest(query, cut, key)
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'malformed-input' } })
    const repeated = await user.ingest(query, cut, key)
    expect(repeated).toMatchObject({ state: 'failed' })
    expect(repeated.runId).not.toBe(failed.runId)
    const mended = await user.ingest(query, `${cut}}]`, key)
    expect(mended).toMatchObject({ state: 'published', counts: { loaded: 2 } })
    expect((await user.ingest(query, `${cut}}]`, key)).runId).toBe(mended.runId)
    expect(await codeOf(await user.upload(query, cut, key))).toBe('idempotency-conflict')
  })
})

describe('20,000 readings, some of them bad', () => {
  const readings = readingsOf(20_000)
  const text = readings.map(({ line }) => `${line}\n`).join('')
  const stored = readings.flatMap((reading) => reading.stored ?? [])
  const refused = readings.flatMap(({ line, refused: why }, position) =>
    why ? [{ position, original: line, ...why }] : [],
  )
  const filtered = readings.length - stored.length - refused.length
  let run: Run

  test('are published with balanced books', async () => {
    run = await user.ingest({ pipeline: 'readings' }, inPieces(text))
    expect(run.state).toBe('published')
    expect(run.chunks).toBeGreaterThan(20)
    expect(run.counts).toEqual({
      in: readings.length,
      loaded: stored.length,
      quarantined: refused.length,
      duplicate: 0,
      filtered,
    })
    expect(booksBalance(run.counts)).toBe(true)
    expect(Math.min(stored.length, refused.length, filtered)).toBeGreaterThan(200)
  })

  test('are read back as they have to be, in their order', async () => {
    expect(await user.records('readings')).toEqual(stored)
  })

  test('left what was refused in quarantine, each with its reason and as it came', async () => {
    const quarantined = await user.quarantine(`run=${run.runId}&limit=300`)
    for (const record of quarantined) {
      expect(record).toMatchObject({ runId: run.runId, dataset: 'readings', encoding: 'text' })
      expect(record.reason).toMatch(/\w{3}/)
      expect(record.reason).not.toMatch(/\n\s+at /)
    }
    const facts = quarantined.map(({ position, original, stage, code }) => ({ position, original, stage, code }))
    expect(facts.toSorted((a, b) => a.position - b.position)).toEqual(refused)
  })

  test('are grouped and filtered by what was wrong', async () => {
    const { groups } = await user.get<{ groups: unknown[] }>(`/api/quarantine?run=${run.runId}&group=code`)
    const countOf = (code: string) => refused.filter((each) => each.code === code).length
    expect(groups).toHaveLength(4)
    expect(groups).toEqual(
      expect.arrayContaining([
        { stage: 'transform', code: 'cast-failed', count: countOf('cast-failed') },
        { stage: 'transform', code: 'malformed-record', count: countOf('malformed-record') },
        { stage: 'transform', code: 'not-an-object', count: countOf('not-an-object') },
        { stage: 'validate', code: 'schema-violation', count: countOf('schema-violation') },
      ]),
    )
    const some = await user.quarantine('dataset=readings&stage=validate&code=schema-violation&limit=1000')
    expect(some).toHaveLength(countOf('schema-violation'))
    expect(await user.quarantine('dataset=another')).toEqual([])
  })
})

describe('a pipeline that publishes all or nothing', () => {
  const good = readingsOf(3).map(({ line }) => `${line}\n`)
  const query = { pipeline: 'strict-readings' }

  test('rejects a run with one bad record, and nothing becomes visible', async () => {
    const run = await user.ingest(query, [...good, '{"id":"four"}\n'].join(''))
    expect(run).toMatchObject({ state: 'rejected', version: null, counts: { in: 4, quarantined: 1 } })
    expect(run.error?.code).toEqual(expect.any(String))
    expect(booksBalance(run.counts)).toBe(true)
    expect(await codeOf(await user.fetch('/api/registry/strict-readings/records'))).toBe('dataset-not-found')
    expect(await user.quarantine(`run=${run.runId}`)).toHaveLength(1)
  })

  test('publishes a run without', async () => {
    expect(await user.ingest(query, good.join(''))).toMatchObject({ state: 'published', counts: { loaded: 3 } })
    expect(await user.records('strict-readings')).toHaveLength(3)
  })
})
