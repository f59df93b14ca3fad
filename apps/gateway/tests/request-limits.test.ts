import { newId } from '@syndicate/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeOf, openGateway, type Client, type OpenGateway } from './fixture.ts'
import { sayTo } from './raw-connection.ts'
import { openSocket } from './socket-client.ts'

const KiB = 1024

let gateway: OpenGateway
let client: Client

beforeAll(async () => {
  gateway = await openGateway()
  client = await gateway.signIn()
})
afterAll(() => gateway[Symbol.asyncDispose]())

/** What is answered at a limit of syndicate.yaml or of a route, and one beyond it. */
describe('a request is taken up to its limit, and refused beyond it, by', () => {
  const runs = '/api/runs?q='
  const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
  const padded = (bytes: number) => '{"ids":["x"]}'.padEnd(bytes)
  const discard = (body: string) => post('/api/quarantine/discard', body)
  const post = (path: string, body: string) =>
    fetch(gateway.url + path, {
      method: 'POST',
      headers: { ...client.headers, 'content-type': 'application/json' },
      body,
    })
  const starting = (payload: string) => `{"dataType":"JSON","payload":${payload}}`
  const start = (payload: string) => post('/api/etl/start', starting(payload))
  const select = (count: number) => discard(JSON.stringify({ ids: Array.from({ length: count }, () => newId()) }))

  test.each<[string, (size: number) => Promise<Response>, number, string]>([
    ['its URL', (size) => client.get(`${runs}x&q=`.padEnd(size, 'x')), 8192, 'url-too-long'],
    ['its parameters', (size) => client.get(`/api/runs?${'&'.repeat(size - 1)}`), 100, 'validation-failed'],
    ['a name in its path', (size) => client.get(`/api/pipelines/${'x'.repeat(size)}`), 100, 'route-not-found'],
    ['a body that is no payload', (size) => discard(padded(size)), 64 * KiB, 'input-too-large'],
    ['a payload', (size) => start(`"${'x'.repeat(size - starting('""').length)}"`), 1024 * KiB, 'input-too-large'],
    [
      'pipelines to apply',
      (size) => post('/api/pipelines/apply', '{"pipelines":{}}'.padEnd(size)),
      5 * 1024 * KiB,
      'input-too-large',
    ],
    [
      'a pipeline to check',
      (size) => post('/api/pipelines/records/check', '{"definition":1}'.padEnd(size)),
      1024 * KiB,
      'input-too-large',
    ],
    ['the depth of its JSON', (size) => discard(nested(size)), 66, 'malformed-body'],
    ['the ids it selects', select, 1000, 'validation-failed'],
  ])('%s', async (_what, ask, most, code) => {
    const codes = await Promise.all([most, most + 1].map(async (size) => codeOf(await ask(size))))
    expect(codes[0]).not.toBe(code)
    expect(codes[1]).toBe(code)
  })

  test('its header', async () => {
    const status = async (size: number) => {
      const head = `GET /health HTTP/1.1\r\nHost: ${gateway.host}\r\nConnection: close\r\n`
      return (await sayTo(gateway.host, `${head}X: ${'x'.repeat(size)}\r\n\r\n`)).slice(9, 12)
    }
    expect([await status(15.5 * KiB), await status(16 * KiB)]).toEqual(['200', '431'])
  })
})

describe('a socket takes up to its limit, and refuses what is beyond it, by', () => {
  const message = (payload: string, more = '') =>
    `{"type":"TELEMETRY","id":1,"csrf":"${client.csrf}"${more},"payload":${payload}}`

  const subscribing = (topics: string[]) => JSON.stringify({ type: 'SUBSCRIBE', csrf: client.csrf, topics })
  const named = (count: number, from = 0) => Array.from({ length: count }, (_, n) => `datasets.t${from + n}`)
  const besides = (size: number) => message('1', `,"x":"${'y'.repeat(size - message('null', ',"x":""').length)}"`)

  test.each<[string, (size: number) => string, number, string]>([
    ['bytes beside the payload', besides, 16 * KiB, 'All but the payload may have at most 16384 bytes'],
    ['topics of a message', (size) => subscribing(named(size)), 50, '/topics must not have more than 50 items'],
  ])('%s', async (_what, make, most, detail) => {
    const socket = await openSocket(gateway, client)
    const refused = () => socket.received.filter((each) => 'detail' in each && each.detail === detail).length
    socket.send(make(most))
    socket.send(subscribing(['datasets.between']))
    await expect
      .poll(() =>
        socket.received.some((each) => each.type === 'SUBSCRIBED' && each.topics.includes('datasets.between')),
      )
      .toBe(true)
    expect(refused()).toBe(0)
    socket.send(make(most + 1))
    await expect.poll(refused).toBe(1)
    socket.socket.close()
  })

  test('bytes of a message', async () => {
    const socket = await openSocket(gateway, client)
    const full = message(`"${'x'.repeat(1024 * KiB - message('""').length)}"`)
    socket.send(full)
    await socket.take('ACK')
    socket.send(`${full} `)
    expect(await socket.closed).toBe(1009)
  })

  test('pieces of a message', async () => {
    const socket = await openSocket(gateway, client)
    const sendIn = (pieces: number) => {
      for (let n = 1; n <= pieces; n += 1) socket.socket.send(n === 1 ? '{' : ' ', { fin: n === pieces })
    }
    sendIn(16)
    expect(await socket.take('ERROR')).toMatchObject([{ code: 'malformed-body' }])
    sendIn(17)
    expect(await socket.closed).toBe(1008)
  })

  test('topics that it follows', async () => {
    const socket = await openSocket(gateway, client)
    for (const from of [0, 50, 100, 150]) socket.send(subscribing(named(50, from)))
    await socket.take('SUBSCRIBED', 4)
    socket.send(subscribing(['datasets.more']))
    expect(await socket.take('ERROR')).toMatchObject([
      { code: 'validation-failed', detail: 'At most 200 topics a socket' },
    ])
    socket.socket.close()
  })
})
