import { brotliCompressSync, gzipSync } from 'node:zlib'
import { encode as encodeMsgpack } from '@msgpack/msgpack'
import type { AcceptedRun, Run } from '@syndicate/contracts'
import { booksBalance } from '@syndicate/contracts'
import { encode as encodeCbor } from 'cborg'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { at, signIn, type Body } from './client.ts'
import { codeOf } from './code-of.ts'
import { cutOff } from './raw-http.ts'
import { inPieces } from './readings.ts'
import { startSystem } from './system.ts'

const small = { set: { maxInputBytes: '1 MiB', maxBodyBytes: '64 KiB', maxRecordBytes: '64 KiB' } }
const system = await startSystem({ workers: 1 })
afterAll(() => system.stop())
const user = await signIn(system.url)
const limited = at(await system.startGateway(small), user)

/** Whatever it was given, it goes on: alive, and able to publish the next run at once. */
afterEach(async ({ task }) => {
  const request = { dataType: 'JSON', payload: { after: task.name }, dataset: 'after' }
  const { state } = (await (await user.start(request, { prefer: 'wait=10' })).json()) as Run
  if (state !== 'published') throw new Error(`The run after it is ${state}`)
})

/** Nothing of the dataset was ever published. */
async function expectInvisible(dataset: string): Promise<void> {
  expect(await codeOf(await user.fetch(`/api/registry/${dataset}/records`))).toBe('dataset-not-found')
}

async function* bytes(total: number, fill = 'x'): AsyncGenerator<Uint8Array> {
  const piece = Buffer.alloc(1 << 20, fill)
  for (let sent = 0; sent < total; sent += piece.length) yield piece.subarray(0, Math.min(piece.length, total - sent))
}

describe('a request that makes no sense', () => {
  const request = { dataType: 'JSON', payload: { id: 1 } }

  test('is refused when its body is no JSON, or not there', async () => {
    const post = (body: string) =>
      user.fetch('/api/etl/start', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    expect(await codeOf(await post('{"dataType":"JSON","payload":'))).toBe('malformed-body')
    expect(await codeOf(await post(''))).toBe('empty-input')
    expect(await codeOf(await post('[]'))).toBe('validation-failed')
    expect(await codeOf(await post('{"__proto__":{"role":"admin"}}'))).toMatch(/^(malformed-body|validation-failed)$/)
  })

  test.each([
    ['an unknown data type', { ...request, dataType: 'XML' }, 'validation-failed'],
    ['no data type', { payload: {} }, 'validation-failed'],
    ['an unknown member', { ...request, priority: 1 }, 'validation-failed'],
    ['a dataset name that climbs', { ...request, dataset: '../../etc' }, 'validation-failed'],
    ['a pipeline that is no text', { ...request, pipeline: 7 }, 'validation-failed'],
    ['an unknown pipeline', { ...request, pipeline: 'nowhere' }, 'unknown-pipeline'],
    ['a pipeline every object has', { ...request, pipeline: 'constructor' }, 'unknown-pipeline'],
    ['an empty payload', { ...request, payload: '' }, 'empty-input'],
    ['an empty list', { ...request, payload: [] }, 'empty-input'],
    ['YAML that is no text', { dataType: 'YAML', payload: { id: 1 } }, 'malformed-body'],
    ['BINARY that is no base64', { dataType: 'BINARY', payload: 'not base64!' }, 'malformed-body'],
    ['BINARY that is no text', { dataType: 'BINARY', payload: 7 }, 'malformed-body'],
  ])('is refused for %s', async (_name, body, code) => {
    expect(await codeOf(await user.start(body))).toBe(code)
  })

  test.each([
    ['no pipeline', '?dataset=x', 'validation-failed'],
    ['an unknown pipeline', '?pipeline=nowhere', 'unknown-pipeline'],
    ['an unknown format', '?pipeline=records&format=xml', 'validation-failed'],
    ['a dataset name that climbs', '?pipeline=records&dataset=..%2F..%2Fetc', 'validation-failed'],
    ['nothing in its body', '?pipeline=records', 'empty-input'],
  ])('is refused for an upload with %s', async (_name, query, code) => {
    expect(await codeOf(await user.fetch(`/api/etl/upload${query}`, { method: 'POST' }))).toBe(code)
  })

  test('is refused for a stream with nothing in it, and for a body that is not what it says', async () => {
    const query = { pipeline: 'records', format: 'ndjson', dataset: 'broken-encoding' }
    expect(await codeOf(await user.upload(query, inPieces('')))).toBe('empty-input')
    const truncated = gzipSync('{"id":1}\n'.repeat(1000)).subarray(0, -12)
    for (const [encoding, body] of [
      ['gzip', truncated],
      ['gzip', Buffer.from('{"id":1}\n')],
      ['br', Buffer.from('{"id":1}\n')],
      ['zstd', Buffer.from('{"id":1}\n')],
    ] as const) {
      expect(await codeOf(await user.upload(query, body, { 'content-encoding': encoding }))).toBe('malformed-body')
    }
    await expectInvisible(query.dataset)
  })
})

describe('an input that is not what its format promises', () => {
  const people = [
    { id: 1, name: 'Ada' },
    { id: 2, name: 'Grace' },
  ]
  const list = (names: string, of: string) =>
    `[${Array.from({ length: 10 }, () => `*${of}`).join(', ')}]`.replace(/^/, `${names} `)
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x, x]',
    ...'bcdefghi'.split('').map((name, index) => `${name}: &${list(name, 'abcdefgh'[index]!)}`),
  ].join('\n')

  test.each<[string, string, string, Body]>([
    ['JSON that breaks off', 'json', 'records', '[{"id":1},{"id":2},{"id"'],
    ['text that is no JSON', 'json', 'records', 'hello, world'],
    ['MessagePack that breaks off', 'msgpack', 'binary', encodeMsgpack(people).subarray(0, -3)],
    ['MessagePack of an unused type', 'msgpack', 'binary', Uint8Array.of(0xc1)],
    ['MessagePack that claims four billion records', 'msgpack', 'binary', Uint8Array.of(0xdd, 255, 255, 255, 255, 1)],
    ['CBOR that breaks off', 'cbor', 'binary', encodeCbor(people).subarray(0, -3)],
  ])('fails the run for %s, and nothing becomes visible', async (name, format, pipeline, body) => {
    const dataset = name.toLowerCase().replaceAll(' ', '-')
    const run = await user.ingest({ pipeline, format, dataset }, body)
    expect(run).toMatchObject({ state: 'failed', version: null, error: { code: 'malformed-input' } })
    expect(run.error?.detail).toMatch(/\w{4}/)
    expect(run.error?.detail).not.toMatch(/\n\s+at |node_modules|\.ts:/)
    await expectInvisible(dataset)
  })

  test.each([
    ['malformed YAML', 'id: 1\n  name: [unclosed\n'],
    ['a YAML bomb', bomb],
  ])('rejects the run for %s alone, and nothing becomes visible', async (name, body) => {
    const dataset = name.toLowerCase().replaceAll(' ', '-')
    const run = await user.ingest({ pipeline: 'documents', format: 'yaml', dataset }, body)
    expect(run).toMatchObject({ state: 'rejected', version: null, counts: { in: 1, quarantined: 1 } })
    expect(await user.quarantine(`run=${run.runId}`)).toMatchObject([{ code: 'malformed-record', original: body }])
    await expectInvisible(dataset)
  })

  test('fails the run for text without a record', async () => {
    const run = await user.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'blank' }, ' \n\n \n')
    expect(run).toMatchObject({ state: 'failed', error: { code: 'empty-input' } })
  })

  test.each([
    ['malformed JSON', 'JSON', '{"id":1', 'failed'],
    ['malformed YAML', 'YAML', 'id: [1', 'rejected'],
    ['a YAML bomb', 'YAML', bomb, 'rejected'],
    [
      'MessagePack that breaks off',
      'BINARY',
      Buffer.from(encodeMsgpack(people).subarray(0, -3)).toString('base64'),
      'failed',
    ],
  ])('never publishes %s from a start', async (name, dataType, payload, state) => {
    const dataset = `start-${name.toLowerCase().replaceAll(' ', '-')}`
    const answer = await user.start({ dataType, payload, dataset }, { prefer: 'wait=10' })
    expect(await answer.json()).toMatchObject({ state, version: null })
    await expectInvisible(dataset)
  })
})

describe('a bad record among good ones', () => {
  test.each([
    ['malformed-record', 'ndjson', '{"id":1}\n{"id":\n{"id":3}\n', '{"id":'],
    ['malformed-record', 'json', '[{"id":1},{"id":oops},{"id":3}]', '{"id":oops}'],
    ['not-an-object', 'json', '[{"id":1},"two",{"id":3}]', '"two"'],
    ['too-many-fields', 'csv', 'id\n1\n2,and,more\n3\n', '2,and,more'],
  ])('goes to quarantine as %s (%s), and the rest is published', async (code, format, body, original) => {
    const dataset = `${code}-${format}`
    const run = await user.ingest({ pipeline: 'records', format, dataset }, body)
    expect(run).toMatchObject({ state: 'published', counts: { in: 3, loaded: 2, quarantined: 1 } })
    expect((await user.records(dataset)).map(({ id }) => Number(id))).toEqual([1, 3])
    expect(await user.quarantine(`run=${run.runId}`)).toEqual([
      expect.objectContaining({ position: 1, code, original, encoding: 'text', stage: 'transform' }),
    ])
  })

  test.each(['json', 'ndjson'])('goes to quarantine when it is nested without end, in %s', async (format) => {
    const nested = `{"id":2,"of":${'['.repeat(50_000)}${']'.repeat(50_000)}}`
    const dataset = `nested-${format}`
    const run = await user.ingest({ pipeline: 'records', format, dataset }, `{"id":1}\n${nested}\n{"id":3}\n`)
    expect(run).toMatchObject({ state: 'published', counts: { in: 3, loaded: 2, quarantined: 1 } })
    expect(await user.quarantine(`run=${run.runId}`)).toMatchObject([{ position: 1, code: 'malformed-record' }])
  })

  test('goes to quarantine when it is a line of 64 MB, of which only the beginning is kept', async () => {
    async function* lines(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('{"id":1}\n{"id":2,"text":"')
      yield* bytes(64_000_000)
      yield Buffer.from('"}\n{"id":3}\n')
    }
    const run = await user.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'long-line' }, lines())
    expect(run).toMatchObject({ state: 'published', counts: { in: 3, loaded: 2, quarantined: 1 } })
    expect(booksBalance(run.counts)).toBe(true)
    expect(run.bytes).toBeGreaterThan(64_000_000)
    expect(await user.records('long-line')).toEqual([{ id: 1 }, { id: 3 }])
    const [refused] = await user.quarantine(`run=${run.runId}`)
    expect(refused).toMatchObject({ position: 1, stage: 'extract', code: 'record-too-large' })
    expect(refused?.original).toMatch(/^\{"id":2,"text":"x+$/)
    expect(refused?.original.length).toBeLessThan(10_000)
  })
})

describe('too much', () => {
  const query = { pipeline: 'records', format: 'ndjson', dataset: 'too-much' }
  const line = `{"id":1,"text":"${'x'.repeat(1000)}"}\n`
  const twoMegabytes = line.repeat(2000)

  test('in the body of a start is refused', async () => {
    const answer = await limited.start({ dataType: 'JSON', payload: 'x'.repeat(70_000), dataset: query.dataset })
    expect(await codeOf(answer)).toBe('input-too-large')
  })

  test('in an upload is refused, announced or not', async () => {
    expect(await codeOf(await limited.upload(query, twoMegabytes))).toBe('input-too-large')
    expect(await codeOf(await limited.upload(query, inPieces(twoMegabytes, 100_000)))).toBe('input-too-large')
    await expectInvisible(query.dataset)
    expect(await user.get('/api/runs?dataset=too-much')).toMatchObject({ runs: [] })
  })

  test.each([
    ['gzip', gzipSync(Buffer.alloc(50_000_000))],
    ['br', brotliCompressSync(Buffer.alloc(20_000_000))],
  ])('is refused while it unfolds from a few bytes of %s', async (encoding, body) => {
    expect(body.length).toBeLessThan(100_000)
    expect(await codeOf(await limited.upload(query, body, { 'content-encoding': encoding }))).toBe('input-too-large')
  })

  test('leaves room for what is just small enough', async () => {
    const run = await limited.ingest({ ...query, dataset: 'just-enough' }, line.repeat(1000))
    expect(run).toMatchObject({ state: 'published', counts: { loaded: 1000 } })
  })
})

describe('an upload that is cut off halfway', () => {
  const good = '{"id":1}\n'.repeat(20_000)
  const upload = (dataset: string, how: 'end' | 'destroy', headers: Record<string, string>, part: string) =>
    cutOff(system.url, {
      path: `/api/etl/upload?pipeline=records&format=ndjson&dataset=${dataset}`,
      headers: { cookie: user.cookie, 'x-csrf-token': user.csrf, ...headers },
      part,
      how,
    })

  test.each([
    ['of announced length', { 'content-length': String(good.length * 2) }, good],
    ['in pieces', { 'transfer-encoding': 'chunked' }, `${good.length.toString(16)}\r\n${good}\r\n`],
  ])('%s is told so, where it still listens', async (_name, headers, part) => {
    const answer = await upload('half-heard', 'end', headers, part)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toMatch(/content-type: application\/problem\+json/i)
    expect(answer).toContain('"code":"upload-incomplete"')
    await expectInvisible('half-heard')
  })

  test.each([
    ['of announced length', { 'content-length': String(good.length * 2) }, good],
    ['in pieces', { 'transfer-encoding': 'chunked' }, `${good.length.toString(16)}\r\n${good}\r\n`],
  ])('%s leaves nothing behind', async (name, headers, part) => {
    const dataset = `vanished-${name.replaceAll(' ', '-')}`
    await upload(dataset, 'destroy', headers, part)
    // What comes after it through the same gateway is published; had the half been taken for a whole, it would be there.
    const next = await user.upload({ pipeline: 'records', format: 'ndjson', dataset }, '{"id":2}\n', {
      prefer: 'wait=10',
    })
    const { runId } = (await next.json()) as AcceptedRun
    expect(await user.get(`/api/runs?dataset=${dataset}`)).toMatchObject({ runs: [{ runId }], next: null })
    expect(await user.records(dataset)).toEqual([{ id: 2 }])
  })
})
