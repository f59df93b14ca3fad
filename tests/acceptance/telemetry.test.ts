import type { BusEvent, Run } from '@syndicate/contracts'
import { heartbeatMs, subprotocol } from '@syndicate/contracts'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { at, signIn, type Json } from './client.ts'
import { codeOf } from './code-of.ts'
import { following, kindsOf, seqsOf } from './events.ts'
import { openSocket, RefusedUpgrade, type Socket, type SocketOptions } from './socket.ts'
import { startSystem } from './system.ts'

const system = await startSystem({ workers: 1 })
afterAll(() => system.stop())
const user = await signIn(system.url)
/** Opened first, and listened to last. */
const quiet = { openedAt: Date.now(), socket: await openSocket(user) }

const sockets: Socket[] = []
afterEach(() => Promise.all(sockets.splice(0).map((socket) => socket.close())))

async function open(options?: SocketOptions, client = user): Promise<Socket> {
  const socket = await openSocket(client, options)
  sockets.push(socket)
  return socket
}

async function publish(dataset: string, records: Json[] = [{ id: 1 }]): Promise<Run> {
  return user.ingest({ pipeline: 'records', format: 'json', dataset }, JSON.stringify(records))
}

describe('the upgrade', () => {
  async function refusalOf(options: SocketOptions): Promise<string> {
    const refused = await openSocket(user, options).catch((error: unknown) => error)
    if (!(refused instanceof RefusedUpgrade)) throw new Error('It was not refused', { cause: refused })
    return codeOf(refused.response)
  }

  test('is refused without the subprotocol, an allowed origin, or a session', async () => {
    expect(await refusalOf({ protocols: [] })).toBe('validation-failed')
    expect(await refusalOf({ protocols: ['dashboard-v1.2'] })).toBe('validation-failed')
    expect(await refusalOf({ origin: 'https://evil.example' })).toBe('origin-refused')
    expect(await refusalOf({ origin: `${user.url}.evil.example` })).toBe('origin-refused')
    expect(await refusalOf({ origin: null })).toBe('origin-refused')
    expect(await refusalOf({ cookie: null })).toBe('not-authenticated')
    expect(await refusalOf({ cookie: 'gsession=nonsense' })).toBe('not-authenticated')
  })

  test('is welcomed, whatever else is offered beside the subprotocol', async () => {
    const socket = await open({ protocols: ['other', subprotocol] })
    expect(await socket.first('WELCOME')).toEqual({
      type: 'WELCOME',
      protocol: subprotocol,
      user: 'trader1',
      heartbeatMs,
    })
  })
})

describe('a subscription', () => {
  test('shows a run from accepted to published, in order, on its own topic and the live one', async () => {
    const socket = await open()
    await socket.subscribe(['telemetry.live'])
    const { runId } = await publish('watched')
    await socket.until(() => kindsOf(socket.events('telemetry.live'), runId).includes('published'))
    const live = socket.events('telemetry.live')
    expect(kindsOf(live, runId)).toEqual(['accepted', 'running', 'published'])
    expect(seqsOf(live)).toEqual(following(live[0]?.seq ?? 0, live.length))
    const published = live.find(({ data }) => data.kind === 'run.state' && data.state === 'published')
    expect(published?.data).toMatchObject({
      runId,
      dataset: 'watched',
      pipeline: 'records',
      version: 1,
      counts: { in: 1 },
    })

    await socket.subscribe([`runs.${runId}`], 0)
    const own = await socket.until(() => {
      const events = socket.events(`runs.${runId}`)
      return events.length === 7 && events
    })
    expect(seqsOf(own)).toEqual(following(1, own.length))
    const kinds = kindsOf(own, runId)
    const states = ['accepted', 'running', 'published']
    expect(kinds.filter((kind) => states.includes(kind))).toEqual(states)
    // Progress of a stage is news: it may come after the next stage has begun.
    expect(kinds.toSorted()).toEqual([...states, 'extract', 'transform', 'load', 'validate'].toSorted())
  })

  test('shows the versions of a dataset', async () => {
    const socket = await open()
    await socket.subscribe(['datasets.followed'])
    const [first, second] = [await publish('followed'), await publish('followed')]
    const events = await socket.until(() => {
      const seen = socket.events('datasets.followed')
      return seen.length === 2 && seen
    })
    expect(events.map(({ data }) => data)).toEqual([
      { kind: 'dataset.version', dataset: 'followed', version: 1, runId: first.runId, records: 1 },
      { kind: 'dataset.version', dataset: 'followed', version: 2, runId: second.runId, records: 1 },
    ])
  })

  test('needs the CSRF token of this session', async () => {
    const socket = await open()
    const other = await signIn(system.url)
    for (const csrf of [undefined, 'wrong', other.csrf]) {
      socket.send({ type: 'SUBSCRIBE', topics: ['telemetry.live'], ...(csrf !== undefined && { csrf }) })
    }
    await socket.until(() => socket.all('ERROR').length === 3)
    expect(socket.all('ERROR').map(({ code }) => code)).toEqual(['csrf-failed', 'csrf-failed', 'csrf-failed'])
    expect(socket.all('SUBSCRIBED')).toEqual([])
    await socket.subscribe(['telemetry.live'])
  })

  test('resumed after a lost connection gets exactly what was missed', async () => {
    const before = await open()
    await before.subscribe(['telemetry.live'])
    const seen = await publish('resumed')
    await before.until(() => kindsOf(before.events('telemetry.live'), seen.runId).includes('published'))
    const last = before.events('telemetry.live').at(-1)?.seq ?? 0
    await before.close()

    const missed = await publish('resumed')
    const after = await open()
    await after.subscribe(['telemetry.live'], { 'telemetry.live': last })
    const now = await publish('resumed')
    await after.until(() => kindsOf(after.events('telemetry.live'), now.runId).includes('published'))
    const events = after.events('telemetry.live')
    const states = ['accepted', 'running', 'published']
    expect(seqsOf(events)).toEqual(following(last + 1, 6))
    expect(kindsOf(events.slice(0, 3), missed.runId)).toEqual(states)
    expect(kindsOf(events.slice(3), now.runId)).toEqual(states)
    expect(after.all('GAP')).toEqual([])
  })

  test('ends with UNSUBSCRIBE', async () => {
    const socket = await open()
    await socket.subscribe(['telemetry.live', 'datasets.left'])
    socket.send({ type: 'UNSUBSCRIBE', topics: ['telemetry.live'] })
    await socket.first('UNSUBSCRIBED')
    await publish('left')
    await socket.until(() => socket.events('datasets.left').length === 1)
    expect(socket.events('telemetry.live')).toEqual([])
  })

  test('is refused for topics that are none, and for a run nobody knows', async () => {
    const socket = await open()
    const ask = (topics: string[]) => socket.send({ type: 'SUBSCRIBE', topics, csrf: user.csrf })
    ask(['everything'])
    ask([])
    ask(['runs.00000000-0000-7000-8000-000000000000'])
    await socket.until(() => socket.all('ERROR').length === 3)
    expect(socket.all('ERROR').map(({ code }) => code)).toEqual([
      'validation-failed',
      'validation-failed',
      'run-not-found',
    ])
  })
})

describe('TELEMETRY over the socket', () => {
  const reading = (id: number) => ({ id, cpu: id % 90, mem: 1, timestamp: '2026-01-02T03:04:05Z' })

  test('is acknowledged, gathered into few runs, and published completely', async () => {
    const socket = await open()
    await socket.subscribe(['telemetry.live'])
    for (let id = 0; id < 20; id++) socket.send({ type: 'TELEMETRY', id, payload: reading(id) })
    await socket.until(() => socket.all('ACK').length === 20)
    const acks = socket.all('ACK')
    expect(acks.map(({ id }) => Number(id)).toSorted((a, b) => a - b)).toEqual(following(0, 20))
    const runIds = [...new Set(acks.map(({ runId }) => runId))]
    expect(runIds.length).toBeLessThan(20)

    const runs = await Promise.all(runIds.map((runId) => user.ended(runId)))
    expect(runs.map(({ state }) => state)).toEqual(runs.map(() => 'published'))
    expect(runs.reduce((sum, { counts }) => sum + counts.loaded, 0)).toBe(20)
    const stored = (await user.records<{ id: number }>('telemetry')).map(({ id }) => id)
    expect(stored.toSorted((a, b) => a - b)).toEqual(following(0, 20))
  })

  test('is seen by others as it was published', async () => {
    const [sender, watcher] = [await open(), await open()]
    await watcher.subscribe(['telemetry.live'])
    sender.send({ type: 'TELEMETRY', id: 'a', payload: [reading(1000), reading(1001)], csrf: user.csrf })
    const { runId } = await sender.first('ACK')
    const data = await watcher.until(() =>
      watcher
        .events('telemetry.live')
        .map((event) => event.data)
        .find((each) => each.kind === 'telemetry' && each.runId === runId),
    )
    expect(data).toMatchObject({
      dataset: 'telemetry',
      total: 2,
      records: [
        { id: 1000, cpu: 10, level: 'ok', timestamp: '2026-01-02T03:04:05.000Z' },
        { id: 1001, cpu: 11 },
      ],
    })
  })

  test('is refused with its id when it needs a token, a pipeline or a record', async () => {
    const socket = await open()
    socket.send({ type: 'TELEMETRY', id: 'no-token', payload: reading(1) })
    socket.send({ type: 'TELEMETRY', id: 'no-pipeline', payload: reading(1), pipeline: 'nowhere', csrf: user.csrf })
    socket.send({ type: 'TELEMETRY', id: 'no-record', payload: [] })
    await socket.until(() => socket.all('ERROR').length === 3)
    expect(socket.all('ERROR').map(({ id, code }) => [id, code])).toEqual([
      ['no-token', 'csrf-failed'],
      ['no-pipeline', 'unknown-pipeline'],
      ['no-record', 'empty-input'],
    ])
    expect(socket.all('ACK')).toEqual([])
  })
})

describe('a socket', () => {
  test('answers what it does not understand with an error, and goes on', async () => {
    const socket = await open()
    const nonsense = ['{', '"text"', 'null', '[]', '{"type":"PUBLISH"}', '{"type":"SUBSCRIBE"}', '{"type":"TELEMETRY"}']
    for (const text of nonsense) socket.sendText(text)
    await socket.until(() => socket.all('ERROR').length === nonsense.length)
    for (const { code, detail } of socket.all('ERROR')) {
      expect(['malformed-body', 'validation-failed']).toContain(code)
      expect(detail).not.toMatch(/\n\s+at |\.ts:/)
    }
    await socket.subscribe(['telemetry.live'])
    expect(socket.isOpen()).toBe(true)
  })

  test('is closed when a message is larger than allowed, and others are not', async () => {
    const [large, other] = [await open(), await open()]
    large.sendText(JSON.stringify({ type: 'TELEMETRY', id: 1, payload: 'x'.repeat(2 << 20) }))
    expect((await large.closed).code).toBe(1009)
    await other.subscribe(['telemetry.live'])
  })

  test('is closed by signing out, at every gateway', async () => {
    const leaving = await signIn(system.url)
    const elsewhere = at(await system.startGateway(), leaving)
    const closing = [await open({}, leaving), await open({}, elsewhere)]
    const staying = await open()
    await leaving.post('/api/auth/logout')
    for (const socket of closing) expect(await socket.closed).toEqual({ code: 1008, reason: expect.any(String) })
    await staying.subscribe(['telemetry.live'])
    expect(staying.isOpen()).toBe(true)
  })

  test('hears a heartbeat every ten seconds', async () => {
    const withinMs = quiet.openedAt + heartbeatMs + 1500 - Date.now()
    const { at: time } = await quiet.socket.first('HEARTBEAT', Math.max(100, withinMs))
    expect(Date.parse(time) - quiet.openedAt).toBeGreaterThan(heartbeatMs - 1500)
    expect(Date.parse(time) - quiet.openedAt).toBeLessThan(heartbeatMs + 1500)
    await quiet.socket.close()
  })
})

describe('long polling', () => {
  interface Page {
    topic: string
    events: BusEvent[]
    missed: number
    more: boolean
    next: number
  }
  const poll = (since: number, wait: number) =>
    user.get<Page>(`/api/telemetry?topic=telemetry.live&since=${since}&wait=${wait}`)

  test('tells what happened since, and waits for what happens next', async () => {
    const { runId } = await publish('polled')
    const first = await poll(0, 0)
    expect(first).toMatchObject({ topic: 'telemetry.live', missed: 0 })
    expect(kindsOf(first.events, runId)).toEqual(['accepted', 'running', 'published'])
    expect(seqsOf(first.events)).toEqual(following(1, first.events.length))
    expect(first.next).toBe(first.events.at(-1)?.seq)

    const waiting = poll(first.next, 20)
    const next = await publish('polled')
    const { events } = await waiting
    expect(events[0]).toMatchObject({ seq: first.next + 1, data: { kind: 'run.state', runId: next.runId } })
  })

  test('comes back with nothing when nothing happens', async () => {
    const { next } = await poll(0, 0)
    const began = performance.now()
    expect(await poll(next, 0.5)).toEqual({ topic: 'telemetry.live', events: [], missed: 0, more: false, next })
    expect(performance.now() - began).toBeGreaterThan(450)
  })

  test.each(['topic=everything', 'topic=telemetry.live&since=-1', 'topic=telemetry.live&wait=3600', 'since=0'])(
    'is refused for %s',
    async (query) => {
      expect(await codeOf(await user.fetch(`/api/telemetry?${query}`))).toBe('validation-failed')
    },
  )
})
