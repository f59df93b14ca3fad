import { createReadStream } from 'node:fs'
import { createClient, type Client, type StartRequest, type StreamItem } from '@syndicate/client'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { developer } from './client.ts'
import { following, kindsOf } from './events.ts'
import { startSystem } from './system.ts'

const system = await startSystem({ workers: 1 })
afterAll(() => system.stop())

const clients: Client[] = []
afterEach(() => clients.splice(0).forEach((client) => client.close()))

async function signedIn(options: Parameters<typeof createClient>[0] = {}): Promise<Client> {
  const client = createClient({ url: system.url, ...options })
  clients.push(client)
  await client.login(developer.username, developer.password)
  return client
}

const record = (id: number) => ({ id })
const start = (client: Client, dataset: string, records = 1) =>
  client.start({ dataType: 'JSON', payload: Array.from({ length: records }, (_, id) => record(id)), dataset })

describe('a run', () => {
  test('is started and followed to its end', async () => {
    const client = await signedIn()
    const { runId } = await start(client, 'started', 3)
    const run = await client.run(runId).ended()
    expect(run).toMatchObject({ state: 'published', counts: { in: 3, loaded: 3 } })
    expect(await client.run(runId).ended()).toEqual(run)
  })

  test('tells its events from the first to its end', async () => {
    const client = await signedIn()
    const { runId } = await start(client, 'told')
    const items: StreamItem[] = []
    for await (const item of client.run(runId).events()) items.push(item)
    const events = items.flatMap((item) => (item.type === 'event' ? [item.event] : []))
    expect(items.length).toBe(events.length)
    expect(kindsOf(events, runId)).toEqual(expect.arrayContaining(['accepted', 'running', 'published']))
  })
})

describe('an upload', () => {
  test('streams a file and tells its progress', async () => {
    const client = await signedIn()
    const seen: number[] = []
    const { runId } = await client.upload(createReadStream(new URL(import.meta.url)), {
      pipeline: 'records',
      format: 'json',
      dataset: 'streamed',
      onProgress: ({ sent }) => seen.push(sent),
    })
    expect(seen.length).toBeGreaterThan(0)
    expect((await client.run(runId).ended()).bytes).toBe(seen.at(-1))
  })

  test('is read as its options say, whatever the names are', async () => {
    const client = await signedIn()
    const { runId } = await client.upload('1;NULL\n', {
      pipeline: 'records',
      format: 'csv',
      dataset: 'named',
      delimiter: ';',
      header: ['price, EUR', 'true'],
      nulls: ['NULL'],
    })
    expect(await client.run(runId).ended()).toMatchObject({ state: 'published' })
    const answer = await client.raw('GET /api/registry/:dataset/records', { params: { dataset: 'named' } })
    expect(await answer.json()).toEqual({ 'price, EUR': '1', true: null })
  })
})

describe('telemetry', () => {
  test('is acknowledged', async () => {
    const client = await signedIn()
    const { runId } = await client.sendTelemetry({ cpu: 1, mem: 1, timestamp: '2026-01-02T03:04:05Z' })
    expect(await client.run(runId).ended()).toMatchObject({ state: 'published' })
  })
})

describe('a program with a key', () => {
  test('starts, follows over a socket and sends telemetry without a session', async () => {
    const owner = await signedIn()
    const { key } = await owner.request('POST /api/keys', {
      body: { name: 'a program', scopes: ['read', 'start'], expiresInDays: 1 },
    })
    const client = createClient({ url: system.url, key, transport: 'socket' })
    clients.push(client)
    const subscription = client.subscribe(['datasets.by_key'])
    await subscription.ready
    expect(client.connection).toBe('open')
    const { runId } = await start(client, 'by_key')
    for await (const item of subscription) {
      expect(item).toMatchObject({ type: 'event', event: { data: { kind: 'dataset.version', runId } } })
      break
    }
    const reading = { cpu: 2, mem: 2, timestamp: '2026-01-02T03:04:05Z' }
    expect(await client.sendTelemetry(reading)).toEqual({ runId: expect.any(String) })
    await expect(client.session()).rejects.toMatchObject({ code: 'forbidden', status: 403 })
  })

  test('is told when its key is none', async () => {
    const client = createClient({ url: system.url, key: 'syn_nonsense' })
    clients.push(client)
    const subscription = client.subscribe(['telemetry.live'])
    await expect(subscription.ready).rejects.toMatchObject({ code: 'invalid-key' })
  })
})

describe('a call', () => {
  test('is given up with its signal', async () => {
    const client = await signedIn()
    const { runId } = await start(client, 'given_up')
    await expect(client.run(runId).get({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
    await expect(client.run(runId).ended({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
  })

  test('with the same key answers with the first run, and one without a server says so', async () => {
    const client = await signedIn()
    const request = { dataType: 'JSON', payload: [record(1)], dataset: 'same_key' } as const
    const first = await client.start(request, { idempotencyKey: 'the same' })
    expect((await client.start(request, { idempotencyKey: 'the same' })).runId).toBe(first.runId)
    const nowhere = createClient({ url: 'http://127.0.0.1:1' })
    await expect(nowhere.request('GET /health')).rejects.toMatchObject({ code: 'network' })
  })

  test('that is refused says what is wrong, place by place', async () => {
    const client = await signedIn()
    const refused = client.request('POST /api/etl/start', { body: { dataType: 'JSON' } as StartRequest })
    await expect(refused).rejects.toMatchObject({
      name: 'ClientError',
      code: 'validation-failed',
      status: 400,
      instance: expect.any(String),
      errors: [{ path: expect.any(String), message: expect.any(String) }],
    })
  })
})

test('events of several topics come in order over a gateway that ends', async () => {
  // One that ends, and then another, as behind a proxy.
  let now = await system.startGateway()
  const onward: typeof fetch = (address, init) => {
    const { pathname, search } = new URL(address as string)
    return fetch(new URL(pathname + search, now), init)
  }
  const client = createClient({
    url: 'http://gateway.example',
    fetch: onward,
    connect: (url, protocol, headers) =>
      new WebSocket(new URL(new URL(url).pathname, now.replace('http', 'ws')), {
        protocols: protocol,
        headers: { ...headers, origin: now },
      } as unknown as string),
  })
  clients.push(client)
  await client.login(developer.username, developer.password)
  const seqs: Record<string, number[]> = { 'datasets.ended_a': [], 'datasets.ended_b': [] }
  await client.subscribe(Object.keys(seqs), {
    onItem: (item) =>
      seqs[item.type === 'event' ? item.event.topic : item.topic]?.push(item.type === 'event' ? item.event.seq : -1),
  }).ready
  const publisher = await signedIn()
  const publish = async (dataset: string) => publisher.run((await start(publisher, dataset)).runId).ended()
  const dying = now
  now = system.url
  await Promise.all([system.stopGateway(dying), publish('ended_a'), publish('ended_b'), publish('ended_a')])
  await publish('ended_b')
  await expect
    .poll(() => seqs, { timeout: 20_000 })
    .toEqual({ 'datasets.ended_a': following(1, 2), 'datasets.ended_b': following(1, 2) })
}, 60_000)
