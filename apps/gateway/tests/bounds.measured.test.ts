import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { constants, createZstdCompress, brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeOf, openGateway, type Client, type OpenGateway } from './fixture.ts'
import { openConnection, sayTo } from './raw-connection.ts'
import { openSocket } from './socket-client.ts'

const MiB = 1024 * 1024
const request = { headerBytes: 16 * 1024, urlLength: 2000, queryParameters: 20 }
const times = { headersSeconds: 1, bodySeconds: 2, stalledSeconds: 2 }

let gateway: OpenGateway
let client: Client

beforeAll(async () => {
  gateway = await openGateway({
    etl: { maxInputBytes: 4 * MiB },
    ws: { maxBufferedBytes: 512 * 1024 },
    limits: { request: { ...request, ...times } },
  })
  client = await gateway.signIn()
})
afterAll(() => gateway[Symbol.asyncDispose]())

const lines = (...all: string[]) => all.map((line) => `${line}\r\n`).join('')
const host = () => `Host: ${gateway.host}`

describe('a request that is too much', () => {
  test.each([
    ['a long URL', `/api/runs?q=${'x'.repeat(2000)}`, 414, 'url-too-long'],
    ['many parameters', `/api/runs?${'a&'.repeat(2000)}`.slice(0, 1500), 400, 'validation-failed'],
    ['a long parameter', `/api/runs/${'x'.repeat(101)}`, 404, 'route-not-found'],
  ])('%s is refused', async (_what, path, status, code) => {
    const response = await client.get(path)
    expect([response.status, await codeOf(response)]).toEqual([status, code])
  })

  test('a long header is refused with 431', async () => {
    const answer = await sayTo(gateway.host, lines('GET /health HTTP/1.1', host(), `X: ${'x'.repeat(17 * 1024)}`, ''))
    expect(answer).toMatch(/^HTTP\/1.1 431 /)
  })

  test.each([
    [500, 400],
    [2000, 431],
  ])('two hosts are refused, though %i headers stand between them', async (count, status) => {
    const between = ['Connection: close', ...Array.from({ length: count }, () => 'x:')]
    const answer = await sayTo(gateway.host, lines('GET /health HTTP/1.1', host(), ...between, 'Host: elsewhere', ''))
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })

  test('a long header of a HEAD is refused without a body', async () => {
    const answer = await sayTo(gateway.host, lines('HEAD /health HTTP/1.1', host(), `X: ${'x'.repeat(17 * 1024)}`, ''))
    expect(answer).toMatch(/^HTTP\/1.1 431 [^]*\r\n\r\n$/)
  })

  test.each([
    ['deep', '['.repeat(60_000)],
    ['deep and closed', '['.repeat(1000) + ']'.repeat(1000)],
    ['with __proto__', '{"dataType":"JSON","payload":1,"__proto__":{"x":1}}'],
    ['with an escaped __proto__', '{"dataType":"JSON","payload":1,"\\u005f_proto__":{"x":1}}'],
    ['with constructor.prototype', '{"dataType":"JSON","payload":1,"constructor":{"prototype":{}}}'],
  ])('JSON that is %s is refused', async (_what, body) => {
    const headers = { ...client.headers, 'content-type': 'application/json' }
    const response = await fetch(`${gateway.url}/api/etl/start`, { method: 'POST', headers, body })
    expect([response.status, await codeOf(response)]).toEqual([400, 'malformed-body'])
  })

  test('of duplicate keys the last counts', async () => {
    const headers = { ...client.headers, 'content-type': 'application/json' }
    const body = '{"dataType":"nonsense","dataType":"JSON","payload":{"a":1}}'
    expect((await fetch(`${gateway.url}/api/etl/start`, { method: 'POST', headers, body })).status).toBe(202)
  })

  test('a deep socket message is refused, and the socket goes on', async () => {
    const socket = await openSocket(gateway, client)
    socket.send(`{"type":"TELEMETRY","id":1,"payload":${'['.repeat(60_000)}`)
    expect((await socket.take('ERROR'))[0]).toMatchObject({ code: 'malformed-body' })
    socket.send({ type: 'SUBSCRIBE', topics: ['system.stats'], csrf: client.csrf })
    await socket.take('SUBSCRIBED')
  })
})

describe('compressed bodies', () => {
  const upload = (body: Uint8Array | ReadableStream, encoding: string) =>
    fetch(`${gateway.url}/api/etl/upload?pipeline=records&format=ndjson`, {
      method: 'POST',
      headers: { ...client.headers, 'content-encoding': encoding },
      body,
      duplex: 'half',
    } as RequestInit)
  const zeros = Buffer.alloc(256 * MiB)

  test.each([
    ['gzip', () => gzipSync(zeros)],
    ['zstd', () => zstdCompressSync(zeros)],
    ['br', () => brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })],
  ])('a bomb in %s stops at the limit, in time and memory', async (encoding, make) => {
    const bomb = make()
    const before = process.memoryUsage().rss
    const startedAt = performance.now()
    const response = await upload(bomb, encoding)
    expect([response.status, await codeOf(response)]).toEqual([413, 'input-too-large'])
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * MiB)
  })

  test('a zstd frame that asks for a large window is refused', async () => {
    const compress = createZstdCompress({ params: { [constants.ZSTD_c_windowLog]: 27 } })
    compress.end(Buffer.from('{"a":1}\n'.repeat(300_000)))
    const frame = Buffer.concat(await compress.toArray())
    const response = await upload(frame, 'zstd')
    expect([response.status, await codeOf(response)]).toEqual([400, 'malformed-body'])
  })

  test.each(['gzip, gzip', 'deflate', 'compress'])('%s is not supported', async (encoding) => {
    const response = await upload(gzipSync('{}'), encoding)
    expect([response.status, await codeOf(response)]).toEqual([415, 'unsupported-encoding'])
  })

  test('other routes take none', async () => {
    const headers = { ...client.headers, 'content-type': 'application/json', 'content-encoding': 'gzip' }
    const body = gzipSync(JSON.stringify({ dataType: 'JSON', payload: 1 }))
    const response = await fetch(`${gateway.url}/api/etl/start`, { method: 'POST', headers, body })
    expect([response.status, await codeOf(response)]).toEqual([415, 'unsupported-encoding'])
  })
})

describe('what looks like two requests', () => {
  const chunked = 'Transfer-Encoding: chunked'
  test.each([
    ['a length and chunks', ['Content-Length: 5', chunked]],
    ['two lengths', ['Content-Length: 5', 'Content-Length: 6']],
    ['two equal lengths', ['Content-Length: 5', 'Content-Length: 5']],
    ['a list of lengths', ['Content-Length: 5, 5']],
    ['a signed length', ['Content-Length: +5']],
    ['chunks that are not the last coding', ['Transfer-Encoding: chunked, gzip']],
    ['a coding that only looks like chunks', ['Transfer-Encoding: xchunked']],
    ['chunks with a space before the colon', ['Transfer-Encoding : chunked']],
    ['a folded line', ['X-One: a', ' b']],
    ['a header with a bare line feed', ['X-One: a\nContent-Length: 5']],
    ['a header with a bare carriage return', ['X-One: a\rContent-Length: 5']],
    ['a header with a NUL', ['X-One: a\0b']],
  ])('%s is refused, and the connection closed', async (_what, headers) => {
    const smuggled = lines('GET /health?smuggled HTTP/1.1', host(), '')
    const answer = await sayTo(
      gateway.host,
      `${lines('POST /api/auth/login HTTP/1.1', host(), ...headers, '')}0\r\n\r\n${smuggled}`,
    )
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    expect(answer).toContain('The request is not HTTP')
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1)
  })

  test.each([
    ['a chunk extension with a line feed', '5;a\n\r\nhello\r\n0\r\n\r\n'],
    ['a chunk length that is none', '0x5\r\nhello\r\n0\r\n\r\n'],
    ['chunk data of another length', '4\r\nhello\r\n0\r\n\r\n'],
    ['a line feed as the end of a chunk', '5\nhello\n0\n\n'],
  ])('%s is refused', async (_what, body) => {
    const head = lines('POST /api/auth/login HTTP/1.1', host(), 'Content-Type: application/json', chunked, '')
    const answer = await sayTo(gateway.host, head + body)
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1)
  })

  test.each([
    ['GET /health', 200],
    ['POST /api/etl/start', 401],
    ['POST /nowhere', 404],
  ])('chunks in HTTP/1.0: %s is answered, and nothing behind it is read', async (what, status) => {
    const chunked = ['Connection: keep-alive', 'Content-Type: application/json', 'Transfer-Encoding: chunked']
    const body = '2\r\n{}\r\n0\r\n\r\n'
    const text = lines(`${what} HTTP/1.0`, host(), ...chunked, '') + body + lines('GET /ready HTTP/1.1', host(), '')
    const answer = await sayTo(gateway.host, text)
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(answer).toMatch(/^connection: close/im)
    expect(answer).not.toContain('dependencies')
  })

  test('a body that breaks off after its request was refused gets no second answer', async () => {
    const connection = await openConnection(gateway.host)
    const type = 'Content-Type: application/json'
    connection.send(`${lines('POST /api/etl/start HTTP/1.1', host(), type, 'Content-Length: 100', '')}{"dataType"`)
    await expect.poll(() => connection.received()).toMatch(/^HTTP\/1.1 401 /)
    connection.socket.end()
    await connection.closed
    expect(connection.received().match(/HTTP\/1\.1 /g)).toHaveLength(1)
  })

  test('an expectation that nobody can meet is passed over', async () => {
    const answer = await sayTo(
      gateway.host,
      lines('GET /health HTTP/1.1', host(), 'Expect: more', 'Connection: close', ''),
    )
    expect(answer).toMatch(/^HTTP\/1.1 200 /)
  })

  test('a request without a host is refused', async () => {
    expect(await sayTo(gateway.host, lines('GET /health HTTP/1.1', ''))).toMatch(/^HTTP\/1.1 400 /)
  })
})

test('a HEAD whose body breaks off is answered once, and without a body', async () => {
  const connection = await openConnection(gateway.host)
  connection.send(lines('HEAD /api/keys HTTP/1.1', host(), `Cookie: ${client.cookie}`, 'Content-Length: 100', ''))
  connection.socket.end()
  await connection.closed
  expect(connection.received()).toMatch(/^HTTP\/1.1 \d+ [^]*\r\n\r\n$/)
  expect(connection.received().match(/HTTP\/1.1/g)).toHaveLength(1)
})

describe('a peer that takes its time', () => {
  test('with its header is cut off, however many there are, and others are served meanwhile', async () => {
    const slow = await Promise.all(Array.from({ length: 100 }, () => openConnection(gateway.host)))
    for (const each of slow) each.send('GET /health HTTP/1.1\r\n')
    const drip = setInterval(() => slow.forEach((each) => each.send('X-A: 1\r\n')), 200)
    const startedAt = performance.now()
    expect((await client.get('/api/runs')).status).toBe(200)
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    const lives = await Promise.all(slow.map(({ closed }) => closed))
    clearInterval(drip)
    expect(Math.max(...lives)).toBeLessThan(6_000)
  })

  test('with saying anything at all is cut off', async () => {
    const silent = await openConnection(gateway.host)
    expect(await silent.closed).toBeLessThan(6_000)
  })

  test.each([
    ['a body that is parsed', '/api/etl/start', 'application/json'],
    ['an upload', '/api/etl/upload?pipeline=records&format=ndjson', 'application/octet-stream'],
  ])('with %s is cut off', async (_what, path, type) => {
    const slow = await openConnection(gateway.host)
    const headers = Object.entries(client.headers).map(([name, value]) => `${name}: ${value}`)
    slow.send(lines(`POST ${path} HTTP/1.1`, host(), ...headers, `Content-Type: ${type}`, 'Content-Length: 1000', ''))
    const drip = setInterval(() => slow.send(' '), 200)
    const life = await slow.closed
    clearInterval(drip)
    expect(life).toBeGreaterThan(1_000)
    expect(life).toBeLessThan(8_000)
  })

  test('with taking its answer is dropped, while one that reads gets it all', async () => {
    gateway.app.server.closeIdleConnections()
    const { catalog } = gateway.runs
    const frames = catalog.registry.frames
    const get = catalog.registry.get
    const frame = zstdCompressSync(Buffer.from(`${JSON.stringify({ text: 'x'.repeat(1000) })}\n`.repeat(1000)))
    let running = 0
    catalog.registry.get = async () => ({ head: 1, schema: null }) as never
    catalog.registry.frames = async function* () {
      running += 1
      try {
        for (let ordinal = 0; ordinal < 100; ordinal += 1) yield { data: frame } as never
      } finally {
        running -= 1
      }
    } as never
    const path = '/api/registry/large/records'
    const deaf = await openConnection(gateway.host)
    deaf.socket.pause()
    deaf.send(lines(`GET ${path} HTTP/1.1`, host(), `Cookie: ${client.cookie}`, ''))
    const reader = await client.get(path, { 'accept-encoding': 'identity' })
    expect((await reader.arrayBuffer()).byteLength).toBeGreaterThan(100_000_000)
    await expect.poll(() => running, { timeout: 10_000 }).toBe(0)
    Object.assign(catalog.registry, { frames, get })
    deaf.socket.resume()
    await deaf.closed
  })

  test('with reading its events is told what it missed, while others get theirs', async () => {
    const { bus } = gateway.runs.broker
    const [deaf, ...readers] = await Promise.all(Array.from({ length: 4 }, () => openSocket(gateway, client)))
    for (const each of [deaf!, ...readers]) {
      each.send({ type: 'SUBSCRIBE', topics: ['datasets.flood'], csrf: client.csrf })
      await each.take('SUBSCRIBED')
    }
    const tcp = (deaf!.socket as unknown as { _socket: Socket })._socket
    tcp.pause()
    const data = () => ({ kind: 'dataset.version', note: randomBytes(16 * 1024).toString('base64') })
    const before = process.memoryUsage().rss
    // More than the kernel holds for a deaf peer, and over before that counts as stalled.
    for (let round = 1; round <= 20; round += 1) {
      await bus.publish(Array.from({ length: 20 }, () => ({ topic: 'datasets.flood', data: data() as never }) as const))
      await Promise.all(readers.map((each) => each.take('EVENT', round * 20)))
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * MiB)
    tcp.resume()
    const [gap] = await deaf!.take('GAP')
    const heard = deaf!.received.filter(({ type }) => type === 'EVENT')
    expect(heard.length + gap!.missed).toBe(400)
  })
})
