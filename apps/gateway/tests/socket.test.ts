import { subprotocol, type AcceptedRun } from '@syndicate/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bodyOf, openGateway, signIn, type Client, type OpenGateway } from './fixture.ts'
import { openSocket, upgradeStatus, type Message } from './socket-client.ts'

let gateway: OpenGateway
let client: Client
const reading = { cpu: 10, mem: 20, timestamp: '2026-01-01T00:00:00Z' }

beforeAll(async () => {
  gateway = await openGateway({ ws: { gatherMs: 200, maxPayloadBytes: 65_536 } })
  gateway.work()
  client = await gateway.signIn()
})
afterAll(() => gateway[Symbol.asyncDispose]())

describe('the upgrade', () => {
  const cookie = () => ({ cookie: client.cookie })

  test('wants the subprotocol, an origin of ours and a session', async () => {
    const origin = gateway.url
    expect(await upgradeStatus(gateway, { headers: cookie(), origin })).toBe(101)
    expect(await upgradeStatus(gateway, { headers: cookie(), origin }, ['x', subprotocol])).toBe(101)
    for (const protocols of [[], ['dashboard-v1.3'], ['telemetry']]) {
      expect(await upgradeStatus(gateway, { headers: cookie(), origin }, protocols)).toBe(400)
    }
    for (const foreign of [undefined, 'null', 'http://evil.example', `${gateway.url}.evil`]) {
      expect(await upgradeStatus(gateway, { headers: cookie(), ...(foreign && { origin: foreign }) })).toBe(403)
    }
    expect(await upgradeStatus(gateway, { origin })).toBe(401)
    expect(await upgradeStatus(gateway, { origin, headers: { cookie: 'gsession=x' } })).toBe(401)
  })

  test('is not for plain HTTP', async () => {
    expect((await client.get('/ws/telemetry')).status).toBe(400)
  })

  test('is refused when there are enough sockets', async () => {
    await using small = await openGateway({ ws: { maxSockets: 1 } })
    const other = await small.signIn()
    const options = { headers: { cookie: other.cookie }, origin: small.url }
    const first = await openSocket(small, other)
    expect(await upgradeStatus(small, options)).toBe(503)
    first.socket.close()
    await first.closed
    await expect.poll(() => upgradeStatus(small, options)).toBe(101)
  })
})

describe('a subscriber', () => {
  test('sees a run from its start to its end', async () => {
    const socket = await openSocket(gateway, client)
    expect(socket.received[0]).toEqual({
      type: 'WELCOME',
      protocol: subprotocol,
      user: 'operator',
      heartbeatMs: 10_000,
    })
    socket.send({ type: 'SUBSCRIBE', topics: ['telemetry.live', 'datasets.telemetry'], csrf: client.csrf })
    await socket.take('SUBSCRIBED')
    const { runId } = await bodyOf<AcceptedRun>(
      await client.post('/api/etl/start', { dataType: 'TELEMETRY', payload: reading }),
    )
    const states = () =>
      events(socket.received, 'telemetry.live', runId)
        .filter(({ data }) => data.kind === 'run.state')
        .map(({ data }) => data.state)
    await expect.poll(states, { timeout: 10_000 }).toEqual(['accepted', 'running', 'published'])
    await expect.poll(() => events(socket.received, 'datasets.telemetry', runId)).toHaveLength(1)
    const seqs = events(socket.received, 'telemetry.live').map(({ seq }) => seq)
    expect(seqs).toEqual(seqs.map((_, index) => seqs[0]! + index))
    socket.socket.close()
  })

  test('that comes back gets what it missed, once', async () => {
    const { runId } = await bodyOf<{ runId: string }>(
      await client.post('/api/etl/start', { dataType: 'TELEMETRY', payload: reading }, { prefer: 'wait=20' }),
    )
    const topic = `runs.${runId}`
    const kept = async () =>
      (await gateway.runs.broker.bus.read(topic, 0, Infinity)).events.map(({ text }) => JSON.parse(text) as AnyEvent)
    await expect
      .poll(async () => (await kept()).some(({ data }) => data.kind === 'run.state' && data.state === 'published'))
      .toBe(true)
    const all = await kept()
    const socket = await openSocket(gateway, client)
    socket.send({ type: 'SUBSCRIBE', topics: [topic], csrf: client.csrf, since: { [topic]: 1 } })
    await expect.poll(() => events(socket.received, topic)).toHaveLength(all.length - 1)
    expect(events(socket.received, topic).map(({ seq }) => seq)).toEqual(all.slice(1).map(({ seq }) => seq))
    socket.socket.close()
  })

  test('is told how many are gone', async () => {
    const data = { kind: 'system.stats' as const, queues: {}, inFlightBytes: 0, sockets: 0 }
    for (let round = 0; round < 30; round += 1) {
      await gateway.runs.broker.bus.publish(Array.from({ length: 100 }, () => ({ topic: 'system.stats', data })))
    }
    const socket = await openSocket(gateway, client)
    socket.send({ type: 'SUBSCRIBE', topics: ['system.stats'], csrf: client.csrf, since: 0 })
    const [gap] = await socket.take('GAP')
    const [first] = await socket.take('EVENT')
    expect(gap!.missed).toBe(first!.seq - 1)
    expect(gap!.missed).toBeGreaterThan(1000)
    socket.socket.close()
  })

  test('hears no more after UNSUBSCRIBE', async () => {
    const socket = await openSocket(gateway, client)
    socket.send({ type: 'SUBSCRIBE', topics: ['telemetry.live', 'system.stats'], csrf: client.csrf })
    await socket.take('SUBSCRIBED')
    socket.send({ type: 'UNSUBSCRIBE', topics: ['telemetry.live'] })
    await socket.take('UNSUBSCRIBED')
    const data = { kind: 'system.stats' as const, queues: {}, inFlightBytes: 0, sockets: 0 }
    await gateway.runs.broker.bus.publish([
      { topic: 'telemetry.live', data },
      { topic: 'system.stats', data },
    ])
    await socket.take('EVENT')
    expect(events(socket.received, 'telemetry.live')).toEqual([])
    socket.socket.close()
  })

  test('needs the CSRF token of its own session', async () => {
    const other = await signIn(gateway.url, 'operator')
    const socket = await openSocket(gateway, client)
    for (const csrf of [undefined, '', other.csrf]) socket.send({ type: 'SUBSCRIBE', topics: ['telemetry.live'], csrf })
    socket.send({ type: 'TELEMETRY', id: 9, payload: reading })
    const errors = await socket.take('ERROR', 4)
    expect(errors.map(({ code, id }) => [code, id])).toEqual([
      ...Array.from({ length: 3 }, () => ['csrf-failed', undefined]),
      ['csrf-failed', 9],
    ])
    socket.socket.close()
  })

  test.each([
    ['not JSON', 'malformed-body'],
    ['{"type":"SUBSCRIBE","topics":["*"]}', 'validation-failed'],
    ['{"type":"DANCE"}', 'validation-failed'],
    [{ type: 'SUBSCRIBE', topics: ['runs.01890000-0000-7000-8000-000000000000'] }, 'run-not-found'],
  ])('is told what is wrong with %j, and stays', async (message, code) => {
    const socket = await openSocket(gateway, client)
    socket.send(typeof message === 'string' ? message : { ...message, csrf: client.csrf })
    expect((await socket.take('ERROR'))[0]).toMatchObject({ code, detail: expect.any(String) })
    socket.send({ type: 'SUBSCRIBE', topics: ['telemetry.live'], csrf: client.csrf })
    await socket.take('SUBSCRIBED')
    socket.socket.close()
  })
})

describe('telemetry', () => {
  test('is gathered into one run, and acknowledged when that is durable', async () => {
    const socket = await openSocket(gateway, client)
    socket.send({ type: 'SUBSCRIBE', topics: ['telemetry.live'], csrf: client.csrf })
    for (const id of ['a', 2, 'c'])
      socket.send({ type: 'TELEMETRY', id, payload: id === 2 ? [reading, reading] : reading })
    const acks = await socket.take('ACK', 3)
    expect(acks.map(({ id }) => id)).toEqual(['a', 2, 'c'])
    const [runId, ...others] = new Set(acks.map((ack) => ack.runId))
    expect(others).toEqual([])
    expect(await gateway.runs.catalog.runs.get(runId!)).not.toBeNull()
    const published = () =>
      events(socket.received, 'telemetry.live', runId).find(({ data }) => data.kind === 'telemetry')?.data
    await expect
      .poll(published, { timeout: 10_000 })
      .toMatchObject({ total: 4, records: expect.arrayContaining([expect.objectContaining({ cpu: 10 })]) })
    socket.socket.close()
  })

  test('that cannot be taken is refused by its id', async () => {
    const socket = await openSocket(gateway, client)
    socket.send({ type: 'TELEMETRY', id: 1, payload: reading, pipeline: 'nope', csrf: client.csrf })
    socket.send({ type: 'TELEMETRY', id: 2, payload: [] })
    expect((await socket.take('ERROR', 2)).map(({ id, code }) => [id, code])).toEqual([
      [1, 'unknown-pipeline'],
      [2, 'empty-input'],
    ])
    socket.socket.close()
  })

  test('of a viewer is refused', async () => {
    const viewer = await gateway.signIn('viewer')
    const socket = await openSocket(gateway, viewer)
    socket.send({ type: 'TELEMETRY', id: 1, payload: reading, csrf: viewer.csrf })
    expect((await socket.take('ERROR'))[0]).toMatchObject({ code: 'forbidden', id: 1 })
    socket.socket.close()
  })
})

describe('a socket closes', () => {
  test('when its session is signed out, on every gateway', async () => {
    const other = await gateway.beside()
    const leaving = await signIn(gateway.url, 'operator')
    const sockets = [await openSocket(gateway, leaving), await openSocket(other, leaving)]
    const staying = await openSocket(gateway, client)
    await leaving.post('/api/auth/logout')
    expect(await Promise.all(sockets.map((socket) => socket.closed))).toEqual([1008, 1008])
    expect(staying.socket.readyState).toBe(staying.socket.OPEN)
    staying.socket.close()
  })

  test('when its session is over', async () => {
    const leaving = await signIn(gateway.url, 'operator')
    const sid = (JSON.parse(Buffer.from(leaving.cookie.split('.')[1]!, 'base64url').toString()) as { sid: string }).sid
    await gateway.runs.catalog.sessions.renew(sid, new Date(Date.now() + 1_500))
    const socket = await openSocket(gateway, leaving)
    expect(await socket.closed).toBe(1008)
  })

  test('when it sends more than a message may hold', async () => {
    const socket = await openSocket(gateway, client)
    socket.send('x'.repeat(65_537))
    expect(await socket.closed).toBe(1009)
  })

  test('when the gateway does', async () => {
    const ending = await openGateway()
    const socket = await openSocket(ending, await ending.signIn())
    await ending[Symbol.asyncDispose]()
    expect(await socket.closed).toBe(1012)
  })
})

interface AnyEvent {
  seq: number
  data: { kind: string; state?: string; runId?: string }
}

function events(received: { type: string }[], topic: string, runId?: string): AnyEvent[] {
  return received
    .filter(
      (message): message is Message<'EVENT'> =>
        message.type === 'EVENT' && (message as Message<'EVENT'>).topic === topic,
    )
    .map(({ seq, data }) => ({ seq, data: data as AnyEvent['data'] }))
    .filter(({ data }) => runId === undefined || data.runId === runId)
}
