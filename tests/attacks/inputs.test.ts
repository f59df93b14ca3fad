import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from 'node:zlib'
import { encode as encodeMsgpack } from '@msgpack/msgpack'
import type { Run } from '@syndicate/contracts'
import { encode as encodeCbor } from 'cborg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signIn, type Body, type Client, type Json } from '../acceptance/client.ts'
import { codeOf } from '../acceptance/code-of.ts'
import { startSystem, type System } from '../acceptance/system.ts'
import { expectToHold, MiB, slowestHealth } from './under-attack.ts'

const pipelines = `
  slow-patterns:
    format: ndjson
    schema: slow-pattern
    steps:
      - derive: { looks: 'text.matches("^(a|a)*$")' }
`
const schemas = `
  slow-pattern:
    type: object
    properties:
      text: { type: string, pattern: '^(a+)+$' }
`
let system: System
let user: Client

beforeAll(async () => {
  system = await startSystem({ workers: 1, config: { pipelines, schemas, set: { chunkSeconds: 10 } } })
  user = await signIn(system.url)
})
afterAll(() => system.stop())

let count = 0
const dataset = () => `attack-${(count += 1)}`

/** Publishes what can be of an input, and answers with that and with what was refused. */
async function published(
  format: string,
  body: Body,
  headers = {},
): Promise<{ run: Run; records: Json[]; codes: string[] }> {
  const into = dataset()
  const pipeline = { yaml: 'documents', msgpack: 'binary', cbor: 'binary' }[format] ?? 'records'
  const run = await user.ingest({ pipeline, format, dataset: into }, body, headers)
  const { loaded, quarantined } = run.counts
  expect(run.state).toBe(loaded > 0 || quarantined === 0 ? 'published' : 'rejected')
  const codes = (await user.quarantine(`run=${run.runId}`)).map(({ code }) => code)
  return { run, records: loaded === 0 ? [] : await user.records(into), codes }
}

describe('names that every object has are plain data', () => {
  const json = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'

  test.each<[string, Body]>([
    ['json', json],
    ['ndjson', `${json}\n`],
    ['yaml', '__proto__: {polluted: true}\nconstructor: {prototype: {polluted: true}}\n'],
    ['msgpack', encodeMsgpack(JSON.parse(json))],
    ['cbor', encodeCbor(new Map(Object.entries(JSON.parse(json) as object)))],
  ])('in %s', async (format, body) => {
    const { records, codes } = await published(format, body)
    expect({ records, codes }).toEqual({ records: [JSON.parse(json)], codes: [] })
    const after = await published('ndjson', '{}\n')
    expect(after.records).toEqual([{}])
  })

  test('in the header of a CSV, which goes out again as it came', async () => {
    const { records } = await published('csv', '__proto__,constructor,toString\n1,2,3\n')
    expect(JSON.stringify(records)).toBe('[{"__proto__":"1","constructor":"2","toString":"3"}]')
  })
})

describe('text that is hard to keep', () => {
  test('NUL, lone surrogates and marks that turn it around are kept to the letter, or refused alone', async () => {
    const odd = ['a\0b', '\u202Eevil', '\uFEFFbom', '\u2028', '\r\n', '\x1b[31m', '=cmd|calc', 'ÿ', '💩']
    const lines = odd.map((text) => JSON.stringify({ text }))
    const { records } = await published('ndjson', `${lines.join('\n')}\n`)
    expect(records.map(({ text }) => text)).toEqual(odd)
    const halves = await published('ndjson', '{"text":"\\ud83d"}\n{"text":"\\udca9x"}\n{"ok":1}\n')
    expect(halves.run.counts.in).toBe(3)
    expect(halves.records.at(-1)).toEqual({ ok: 1 })
  })

  test('NUL and broken UTF-8 in a refused record can be looked at', async () => {
    const body = Buffer.concat([
      Buffer.from('{"a":\0}\n'),
      Buffer.of(0xff, 0xfe, 0x00, 0x0a),
      Buffer.from('{"a":"'),
      Buffer.of(0xc3, 0x28, 0xed, 0xa0, 0x80),
      Buffer.from('"}\n{"ok":1}\n'),
    ])
    const { records, codes, run } = await published('ndjson', body)
    expect(records).toEqual([{ ok: 1 }])
    expect(codes).toEqual(['malformed-record', 'malformed-record', 'malformed-record'])
    for (const { original } of await user.quarantine(`run=${run.runId}`)) expect(original).not.toBe('')
  })

  test('numbers beyond all bounds refuse their record, long ones keep their digits', async () => {
    const digits = '9'.repeat(300)
    const body = `{"n":1e400}\n{"n":-1e999999999}\n{"n":${digits}}\n{"n":1e-400}\n{"n":0.${'1'.repeat(100_000)}}\n`
    const { records, codes } = await published('ndjson', body)
    expect(codes).toEqual(['malformed-record', 'malformed-record', 'malformed-record'])
    expect(records[0]).toEqual({ n: digits })
  })
})

describe('an input that grows', () => {
  const records = Buffer.alloc(64 * MiB, '{"a":1}\n')

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['gzip', (bytes) => gzipSync(bytes)],
    ['zstd', (bytes) => zstdCompressSync(bytes)],
  ])('%s within itself is undone once, and refused for what is left', async (encoding, compress) => {
    const body = compress(compress(records))
    await expectToHold(user, 150 * MiB, async () => {
      const query = { pipeline: 'records', format: 'ndjson', dataset: dataset() }
      const answer = await user.upload(query, body, { 'content-encoding': encoding })
      expect(await answer.json()).toMatchObject({
        code: 'malformed-input',
        detail: expect.stringMatching(/^This is a /),
      })
    })
  })

  test('brotli within itself is undone once: what is left cannot be told by how it begins', async () => {
    const compress = (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })
    const inner = compress(records)
    await expectToHold(user, 150 * MiB, async () => {
      const query = { pipeline: 'records', format: 'ndjson', dataset: dataset() }
      const run = await user.ingest(query, compress(inner), { 'content-encoding': 'br' })
      expect(run).toMatchObject({ state: 'rejected', bytes: inner.length, counts: { loaded: 0 } })
    })
  })

  test('a CSV of a hundred thousand columns is refused by its header', async () => {
    const header = Array.from({ length: 100_000 }, (_, index) => `c${index}`).join(',')
    const query = { pipeline: 'records', format: 'csv', dataset: dataset() }
    const run = await user.ingest(query, `${header}\n${'x\n'.repeat(100_000)}`)
    expect(run).toMatchObject({ state: 'failed', error: { code: 'malformed-input' } })
  })

  test.each([
    ['a mapping of many keys', Array.from({ length: 30_000 }, (_, n) => `k${n}: 1\n`).join(''), 'rejected'],
    ['many aliases', Array.from({ length: 20_000 }, (_, n) => `- &a${n} 1\n- *a${n}\n`).join(''), 'failed'],
    ['a million of the smallest nodes', `[${'{a},'.repeat(250_000)}1]`, 'failed'],
    [
      'merges of merges',
      `a: &a {x: 1}\n${Array.from({ length: 200 }, (_, n) => `b${n}: {<<: *a}\n`).join('')}`,
      'published',
    ],
    ['tags of one’s own', '- !!js/function "function () {}"\n- !<tag:evil> 1\n', 'rejected'],
  ])('YAML: %s holds nobody up', async (_what, payload, state) => {
    const began = performance.now()
    const answer = user.start({ dataType: 'YAML', payload, dataset: dataset() }, { prefer: 'wait=25' })
    // Another run meanwhile, and the gateway at every moment.
    const beside = user.ingest({ pipeline: 'records', format: 'ndjson', dataset: dataset() }, '{"a":1}\n')
    expect(await slowestHealth(system.url, answer)).toBeLessThan(1_000)
    expect(await beside).toMatchObject({ state: 'published' })
    expect(await (await answer).json()).toMatchObject({ state })
    expect(performance.now() - began).toBeLessThan(20_000)
  })
})

test('a body of nothing but small values holds the gateway up for a moment, and a larger one is not parsed', async () => {
  const start = (size: number) =>
    user.start({ dataType: 'JSON', payload: Array.from({ length: size / 3 }, () => ({})), dataset: dataset() })
  const answer = start(0.9 * MiB)
  expect(await slowestHealth(system.url, answer)).toBeLessThan(600)
  expect((await answer).status).toBe(202)
  expect(await codeOf(await start(1.1 * MiB))).toBe('input-too-large')
})

test('a pattern that could backtrack for ever takes no time, whatever the text', async () => {
  const texts = ['a'.repeat(100_000), `${'a'.repeat(1_000_000)}!`, `${'a'.repeat(30)}!`]
  const into = dataset()
  const body = texts.map((text) => `${JSON.stringify({ text })}\n`).join('')
  const run = await user.ingest({ pipeline: 'slow-patterns', dataset: into }, body)
  expect(run).toMatchObject({ state: 'published', counts: { in: 3, loaded: 1, quarantined: 2 } })
  const refused = await user.quarantine(`run=${run.runId}`)
  expect(refused.map(({ code }) => code)).toEqual(['schema-violation', 'schema-violation'])
  expect((await user.records(into))[0]).toMatchObject({ looks: true })
})
