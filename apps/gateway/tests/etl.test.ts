import { once } from 'node:events'
import { connect } from 'node:net'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import type { AcceptedRun, Run } from '@syndicate/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bodyOf, codeOf, openGateway, type Client, type OpenGateway, metricsOf } from './fixture.ts'

const maxInputBytes = 200_000
let gateway: OpenGateway
let client: Client

beforeAll(async () => {
  gateway = await openGateway({ etl: { maxInputBytes, maxBodyBytes: 100_000 } })
  gateway.work()
  client = await gateway.signIn()
})
afterAll(() => gateway[Symbol.asyncDispose]())

async function outcome(response: Response): Promise<[number, string]> {
  expect(response.headers.get('content-type')).toContain('application/problem+json')
  return [response.status, await codeOf(response)]
}

async function runCount(): Promise<number> {
  return (await bodyOf<{ runs: Run[] }>(await client.get('/api/runs?limit=500'))).runs.length
}

describe('start', () => {
  test('answers 202 with where the run is', async () => {
    const response = await client.post('/api/etl/start', { dataType: 'JSON', payload: [{ a: 1 }, { a: 2 }] })
    const { runId, state, dataset, links } = await bodyOf<AcceptedRun>(response)
    expect([response.status, state, dataset]).toEqual([202, 'accepted', 'records'])
    expect(response.headers.get('location')).toBe(`/api/runs/${runId}`)
    expect(Number(response.headers.get('x-etl-time'))).toBeGreaterThan(0)
    expect((await client.get(links.self)).status).toBe(200)
  })

  test('waits for the end when asked to, and says that it did', async () => {
    const response = await client.post(
      '/api/etl/start',
      { dataType: 'TELEMETRY', payload: { cpu: 10, mem: 20, timestamp: '2026-01-01T00:00:00Z' } },
      { prefer: 'wait=20' },
    )
    const run = await bodyOf<Run>(response)
    expect([response.status, run.state, run.counts.loaded]).toEqual([200, 'published', 1])
    expect(response.headers.get('preference-applied')).toBe('wait=20')
  })

  test('answers a repeated Idempotency-Key with the first run, and refuses it for something else', async () => {
    const key = { 'idempotency-key': 'order 66' }
    const body = { dataType: 'JSON', payload: { once: true } }
    const [first, second] = [
      await client.post('/api/etl/start', body, key),
      await client.post('/api/etl/start', body, key),
    ]
    expect((await bodyOf<AcceptedRun>(first)).runId).toBe((await bodyOf<AcceptedRun>(second)).runId)
    const other = await client.post('/api/etl/start', { dataType: 'JSON', payload: { once: false } }, key)
    expect(await outcome(other)).toEqual([422, 'idempotency-conflict'])
    const tooLong = await client.post('/api/etl/start', body, { 'idempotency-key': 'x'.repeat(201) })
    expect(await outcome(tooLong)).toEqual([400, 'validation-failed'])
  })

  test.each<[string, unknown, [number, string]]>([
    ['an unknown pipeline', { dataType: 'JSON', payload: 1, pipeline: '__proto__' }, [404, 'unknown-pipeline']],
    ['a wrong type', { dataType: 'XML', payload: 1 }, [400, 'validation-failed']],
    ['no payload', { dataType: 'JSON' }, [400, 'validation-failed']],
    ['a member nobody knows', { dataType: 'JSON', payload: 1, more: 1 }, [400, 'validation-failed']],
    ['a number for a name', { dataType: 'JSON', payload: 1, dataset: 7 }, [400, 'validation-failed']],
    ['a dataset that is a path', { dataType: 'JSON', payload: 1, dataset: '../x' }, [400, 'validation-failed']],
    ['an empty text', { dataType: 'YAML', payload: ' ' }, [400, 'empty-input']],
    ['what is no base64', { dataType: 'BINARY', payload: '*' }, [400, 'malformed-body']],
    ['more than a body may hold', { dataType: 'JSON', payload: 'x'.repeat(100_000) }, [413, 'input-too-large']],
  ])('refuses %s', async (_what, body, expected) => {
    expect(await outcome(await client.post('/api/etl/start', body))).toEqual(expected)
  })

  test.each<[string, string, string, [number, string]]>([
    ['nothing', 'application/json', '', [400, 'empty-input']],
    ['half of a document', 'application/json', '{"dataType":', [400, 'malformed-body']],
    ['a prototype', 'application/json', '{"dataType":"JSON","payload":1,"__proto__":{"x":1}}', [400, 'malformed-body']],
    ['a form', 'application/x-www-form-urlencoded', 'a=b', [415, 'unsupported-media-type']],
  ])('refuses %s as a body', async (_what, type, body, expected) => {
    const response = await fetch(`${gateway.url}/api/etl/start`, {
      method: 'POST',
      headers: { ...client.headers, 'content-type': type },
      body,
    })
    expect(await outcome(response)).toEqual(expected)
  })
})

test('a record of endless depth is one refused record, unless it makes the request itself endlessly deep', async () => {
  const deep = `{"a":${'['.repeat(40_000)}${']'.repeat(40_000)}}`
  const post = async (path: string, type: string, body: string) => {
    const headers = { ...client.headers, 'content-type': type, prefer: 'wait=20' }
    return fetch(gateway.url + path, { method: 'POST', headers, body })
  }
  const request = `{"dataType":"JSON","payload":[{"a":1},${deep}]}`
  expect(await outcome(await post('/api/etl/start', 'application/json', request))).toEqual([400, 'malformed-body'])
  const text = JSON.stringify({ dataType: 'JSON', payload: `[{"a":1},${deep}]` })
  const run = await bodyOf<Run>(await post('/api/etl/start', 'application/json', text))
  expect(run.counts).toMatchObject({ in: 2, loaded: 1, quarantined: 1 })
})

describe('upload', () => {
  const text = Array.from({ length: 1000 }, (_, n) => `{"n":${n},"text":"${'x'.repeat(50)}"}\n`).join('')
  const send = (
    body: NonNullable<RequestInit['body']>,
    headers: Record<string, string> = {},
    query = 'pipeline=records&format=ndjson',
  ) =>
    fetch(`${gateway.url}/api/etl/upload?${query}`, {
      method: 'POST',
      headers: { ...client.headers, ...headers },
      body,
      duplex: 'half',
    } as RequestInit)

  test('into a dataset of another pipeline is refused, before its body is read', async () => {
    const first = await send('{"a":1}\n', { prefer: 'wait=20' }, 'pipeline=records&format=ndjson&dataset=mine')
    expect((await bodyOf<Run>(first)).state).toBe('published')
    const endless = () => new ReadableStream({ start: (body) => body.enqueue(Buffer.from('{"a":1}\n')) })
    for (const query of ['pipeline=documents&format=ndjson&dataset=mine', 'pipeline=records&dataset=telemetry'])
      expect(await outcome(await send(endless(), {}, query))).toEqual([409, 'dataset-taken'])
    const small = await client.post('/api/etl/start', { dataType: 'YAML', payload: 'a: 1', dataset: 'mine' })
    expect(await outcome(small)).toEqual([409, 'dataset-taken'])
  })

  test.each<[string, Record<string, string>, Uint8Array]>([
    ['as it is', {}, Buffer.from(text)],
    ['as JSON, unread', { 'content-type': 'application/json' }, Buffer.from(text)],
    ['in gzip', { 'content-encoding': 'gzip' }, gzipSync(text)],
    ['in br', { 'content-encoding': 'br' }, brotliCompressSync(text)],
    ['in zstd', { 'content-encoding': 'zstd' }, zstdCompressSync(text)],
  ])('takes a body %s', async (_how, headers, body) => {
    const response = await send(body as Uint8Array<ArrayBuffer>, { ...headers, prefer: 'wait=20' })
    const run = await bodyOf<Run>(response)
    expect([response.status, run.state, run.counts.loaded, run.bytes]).toEqual([200, 'published', 1000, text.length])
  })

  test('takes a stream of unknown length', async () => {
    const stream = new ReadableStream({
      start(controller) {
        for (const half of [text.slice(0, 500), text.slice(500)]) controller.enqueue(Buffer.from(half))
        controller.close()
      },
    })
    expect((await send(stream)).status).toBe(202)
  })

  test.each<[string, Uint8Array | string, Record<string, string>, string | undefined, [number, string]]>([
    ['nothing', '', {}, undefined, [400, 'empty-input']],
    ['an unknown coding', text, { 'content-encoding': 'lzma' }, undefined, [415, 'unsupported-encoding']],
    ['what is not in its coding', text, { 'content-encoding': 'zstd' }, undefined, [400, 'malformed-body']],
    [
      'a coding cut off',
      gzipSync(text).subarray(0, -9),
      { 'content-encoding': 'gzip' },
      undefined,
      [400, 'malformed-body'],
    ],
    ['too much', 'x'.repeat(maxInputBytes + 1), {}, undefined, [413, 'input-too-large']],
    [
      'a bomb',
      zstdCompressSync(Buffer.alloc(50_000_000)),
      { 'content-encoding': 'zstd' },
      undefined,
      [413, 'input-too-large'],
    ],
    ['an unknown pipeline', text, {}, 'pipeline=nope', [404, 'unknown-pipeline']],
    ['an unknown format', text, {}, 'pipeline=records&format=xml', [400, 'validation-failed']],
    ['no pipeline', text, {}, '', [400, 'validation-failed']],
  ])('refuses %s, and keeps nothing of it', async (_what, body, headers, query, expected) => {
    const before = await runCount()
    expect(await outcome(await send(body as string, headers, query))).toEqual(expected)
    expect(await runCount()).toBe(before)
  })

  test.each([
    ['as it is', undefined],
    ['in a coding', 'gzip'],
  ])('refuses what turns out too large while it still comes, %s', async (_how, encoding) => {
    const noise = Buffer.from(Array.from({ length: 60_000 }, () => Math.random().toString(36)).join('\n'))
    const bytes = encoding ? gzipSync(noise) : noise
    const stream = new ReadableStream({
      async pull(controller) {
        controller.enqueue(bytes.subarray(0, 65_536))
        if (encoding) controller.enqueue(bytes.subarray(65_536))
      },
    })
    const response = await send(stream, encoding ? { 'content-encoding': encoding } : {})
    expect(await outcome(response)).toEqual([413, 'input-too-large'])
  })

  test('cut off halfway is not accepted, and the gateway goes on', async () => {
    const before = await runCount()
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1')
    const fields = { ...client.headers, host: gateway.host, 'content-length': '100000', expect: '100-continue' }
    const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.write(`POST /api/etl/upload?pipeline=records&format=ndjson HTTP/1.1\r\n${head.join('')}\r\n`)
    await once(socket, 'data')
    await new Promise<unknown>((resolve) => socket.write(text.slice(0, 30_000), resolve))
    socket.destroy()
    await expect
      .poll(() => metricsOf(gateway.url), { timeout: 10_000 })
      .toMatch(/route="\/api\/etl\/upload",status="(?:400|499)"/)
    expect(await runCount()).toBe(before)
    expect((await send(text)).status).toBe(202)
  })
})

describe('runs', () => {
  test('are listed newest first, by filter and page by page', async () => {
    for (const dataset of ['page-a', 'page-b', 'page-a'])
      await client.post('/api/etl/start', { dataType: 'JSON', payload: { a: 1 }, dataset })
    const first = await client.get('/api/runs?dataset=page-a&limit=1')
    const page = await bodyOf<{ runs: Run[]; next: string }>(first)
    const link = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')![1]!
    const rest = await bodyOf<{ runs: Run[]; next: string | null }>(await client.get(link))
    expect([...page.runs, ...rest.runs].map((run) => run.dataset)).toEqual(['page-a', 'page-a'])
    expect(page.runs[0]!.createdAt >= rest.runs[0]!.createdAt).toBe(true)
    expect(rest.next).toBeNull()
    for (const query of ['state=flying', 'limit=0', 'limit=x', 'since=yesterday', 'cursor=x', 'what=1']) {
      expect(await outcome(await client.get(`/api/runs?${query}`)), query).toEqual([400, 'validation-failed'])
    }
  })

  test('are replayed as new runs, and not cancelled once they ended', async () => {
    const started = await client.post(
      '/api/etl/start',
      { dataType: 'JSON', payload: { again: 1 } },
      { prefer: 'wait=20' },
    )
    const { runId } = await bodyOf<Run>(started)
    const replayed = await bodyOf<Run>(await client.post(`/api/runs/${runId}/replay`, undefined, { prefer: 'wait=20' }))
    expect([replayed.state, replayed.replayOf]).toEqual(['published', runId])
    expect(await outcome(await client.post(`/api/runs/${runId}/cancel`))).toEqual([409, 'run-is-final'])
  })

  test.each(['/api/runs/x', '/api/runs/01890000-0000-7000-8000-000000000000'])('%s is no run', async (path) => {
    expect(await outcome(await client.get(path))).toEqual([404, 'run-not-found'])
    expect(await outcome(await client.post(`${path}/cancel`))).toEqual([404, 'run-not-found'])
    expect(await outcome(await client.post(`${path}/replay`))).toEqual([404, 'run-not-found'])
  })

  test('put what they refuse into quarantine, listed and counted', async () => {
    const response = await client.post(
      '/api/etl/start',
      { dataType: 'JSON', payload: [{ a: 1 }, 7, 8] },
      { prefer: 'wait=20' },
    )
    const { runId, counts } = await bodyOf<Run>(response)
    expect(counts).toMatchObject({ in: 3, loaded: 1, quarantined: 2 })
    const first = await client.get(`/api/quarantine?run=${runId}&limit=1`)
    const page = await bodyOf<{ records: { original: string }[] }>(first)
    const link = /<([^>]+)>/.exec(first.headers.get('link')!)![1]!
    const rest = await bodyOf<{ records: { original: string }[]; next: null }>(await client.get(link))
    expect([...page.records, ...rest.records].map((record) => record.original)).toEqual(['7', '8'])
    const groups = await bodyOf(await client.get(`/api/quarantine?run=${runId}&group=code`))
    expect(groups).toEqual({ groups: [{ stage: 'transform', code: 'not-an-object', count: 2 }], next: null })
  })
})
