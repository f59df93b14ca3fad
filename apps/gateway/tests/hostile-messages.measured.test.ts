import { deflateRawSync } from 'node:zlib'
import { newId, type EventData } from '@syndicate/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openGateway, type Client, type OpenGateway } from './fixture.ts'
import { openSocket, upgradeStatus, type SocketClient } from './socket-client.ts'

const KiB = 1024
const MiB = KiB * KiB

let gateway: OpenGateway
let client: Client

beforeAll(async () => {
  gateway = await openGateway({ limits: { socketMessagesPerMinute: 1_000_000 } })
  client = await gateway.signIn()
})
afterAll(() => gateway[Symbol.asyncDispose]())

const list = (count: number, item: (n: number) => string) => Array.from({ length: count }, (_, n) => item(n)).join(',')
const telemetry = (payload: string, more = '') => `{"type":"TELEMETRY","id":1${more},"payload":${payload}}`
const subscribe = (members: object) => JSON.stringify({ type: 'SUBSCRIBE', csrf: client.csrf, ...members })

/**
 * How long the longest turn of this process' event loop works, client and gateway together, in milliseconds: what others
 * on this machine take of its time does not count.
 */
async function stallOf(socket: SocketClient, messages: string[]): Promise<number> {
  const before = socket.received.length
  const stop = watchTurns()
  for (const message of messages) socket.send(message)
  await expect.poll(() => socket.received.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(before + messages.length)
  return stop()
}

function watchTurns(): () => number {
  const workedMs = () => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  }
  let last = workedMs()
  let longest = 0
  let next = setImmediate(turn)
  function turn(): void {
    const now = workedMs()
    longest = Math.max(longest, now - last)
    last = now
    next = setImmediate(turn)
  }
  return () => {
    clearImmediate(next)
    return longest
  }
}

describe('no message of up to 64 KiB holds the others up:', () => {
  test.each<[string, () => string]>([
    ['of a type that is none', () => '{"type":"DANCE"}'],
    ['topics that are none', () => '{"type":"SUBSCRIBE","topics":["*"]}'],
    ['many topics', () => subscribe({ topics: Array.from({ length: 50 }, (_, n) => `datasets.d${n}`), since: 0 })],
    ['many runs', () => subscribe({ topics: Array.from({ length: 50 }, () => `runs.${newId()}`) })],
    ['far too many topics', () => subscribe({ topics: Array(6_000).fill('x') })],
    ['a long topic', () => subscribe({ topics: [`datasets.${'a'.repeat(60 * KiB)}`] })],
    [
      'many places to begin at',
      () => `{"type":"SUBSCRIBE","topics":["system.stats"],"since":{${list(5_000, (n) => `"k${n}":1`)}}}`,
    ],
    ['deep nesting', () => telemetry('['.repeat(60_000))],
    ['nesting, small', () => telemetry(`${'['.repeat(60)}${']'.repeat(60)}`)],
    ['many small values', () => telemetry(`[${list(21_000, () => '[]')}]`)],
    ['many names', () => telemetry(`{${list(6_000, (n) => `"${n}":1`)}}`)],
    ['many escapes', () => telemetry(`"${'\\u0000'.repeat(10_000)}"`)],
    ['members nobody knows', () => telemetry('1', `,${list(6_000, (n) => `"x${n}":1`)}`)],
    ['members with escapes', () => telemetry('1', `,${list(3_500, (n) => `"\\u0070${n}ayl":1`)}`)],
    ['a long pipeline', () => telemetry('1', `,"pipeline":"${'x'.repeat(60 * KiB)}"`)],
  ])('%s', async (_what, make) => {
    const socket = await openSocket(gateway, client)
    socket.send(subscribe({ topics: ['datasets.nothing'] }))
    await socket.take('SUBSCRIBED')
    const message = make()
    expect(message.length).toBeLessThanOrEqual(64 * KiB)
    expect(await stallOf(socket, Array(10).fill(message))).toBeLessThan(250)
    socket.socket.terminate()
  })

  test('a kilobyte that unfolds to a megabyte', async () => {
    const socket = await openSocket(gateway, client)
    socket.send(subscribe({ topics: ['datasets.nothing'] }))
    await socket.take('SUBSCRIBED')
    for (const payload of [`[${list(330_000, () => '[]')}]`, `"${'x'.repeat(1_000_000)}"`]) {
      expect(deflateRawSync(telemetry(payload)).length).toBeLessThan(2 * KiB)
      expect(await stallOf(socket, [telemetry(payload)])).toBeLessThan(250)
    }
    socket.socket.terminate()
  })
})

describe('what was missed', () => {
  const topic = 'telemetry.live'
  const large = (): EventData => ({
    kind: 'telemetry',
    runId: '',
    dataset: '',
    records: [{ text: 'x'.repeat(60 * KiB) }],
    total: 1,
  })
  const last = async () => gateway.runs.broker.bus.last(topic)

  test('comes in pieces to many at once, each event once, and the gateway holds little of it', async () => {
    for (let n = 0; n < 30; n += 1) await gateway.runs.broker.bus.publish([{ topic, data: large() }])
    const sockets = await Promise.all(Array.from({ length: 5 }, () => openSocket(gateway, client)))
    const to = await last()
    for (const socket of sockets) socket.send(subscribe({ topics: [topic], since: 0 }))
    let most = 0
    const isDone = ({ received }: SocketClient) => received.some((each) => each.type === 'EVENT' && each.seq === to)
    await expect
      .poll(
        () => {
          const held = [...gateway.app.websocketServer.clients].map(({ bufferedAmount }) => bufferedAmount)
          most = Math.max(most, ...held)
          return sockets.every(isDone)
        },
        { timeout: 20_000, interval: 1 },
      )
      .toBe(true)
    expect(most).toBeLessThanOrEqual(256 * KiB)
    for (const { received, socket } of sockets) {
      const seqs = received.flatMap((each) => (each.type === 'EVENT' ? [each.seq] : []))
      expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, n) => to - seqs.length + n + 1))
      expect(received.some(({ type }) => type === 'GAP')).toBe(to > seqs.length)
      socket.terminate()
    }
  })

  test('is answered to a poll by the megabyte', async () => {
    for (let n = 0; n < 60; n += 1) await gateway.runs.broker.bus.publish([{ topic, data: large() }])
    const to = await last()
    let seen = 0
    let answers = 0
    for (let more = true; more; answers += 1) {
      const response = await client.get(`/api/telemetry?topic=${topic}&since=${seen}`)
      const text = await response.text()
      expect(text.length).toBeLessThanOrEqual(MiB + KiB * 8)
      const page = JSON.parse(text) as { events: { seq: number }[]; missed: number; more: boolean; next: number }
      expect(page.events.map(({ seq }) => seq)).toEqual(page.events.map((_, n) => seen + page.missed + n + 1))
      seen = page.next
      more = page.more
    }
    expect([seen, answers]).toEqual([to, 4])
  })
})

test('of those who ask for a socket at once, at two gateways, exactly as many get one as a user may have', async () => {
  await using first = await openGateway({ limits: { socketsPerUser: 10 } })
  const second = await first.beside()
  const one = await first.signIn()
  const statuses = await Promise.all(
    Array.from({ length: 40 }, (_, n) => {
      const at = n % 2 ? first : second
      return upgradeStatus(at, { headers: { cookie: one.cookie }, origin: at.url }, undefined, true)
    }),
  )
  expect(statuses.filter((status) => status === 101)).toHaveLength(10)
  expect(statuses.filter((status) => status === 429)).toHaveLength(30)
})
