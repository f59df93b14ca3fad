import { afterEach, describe, expect, test } from 'vitest'
import { bodyOf, clientOf, codeOf, json, openGateway, signIn, type Changes, type Client } from './fixture.ts'
import { freezableRedis } from './freezable-redis.ts'
import { openConnection } from './raw-connection.ts'
import { openSocket, upgradeStatus } from './socket-client.ts'

const closers: AsyncDisposable[] = []
afterEach(async () => {
  for (const each of closers.splice(0).toReversed()) await each[Symbol.asyncDispose]()
})

async function limited(limits: NonNullable<Changes['limits']>, redisUrl?: string) {
  const gateway = await openGateway({ limits }, { redisUrl })
  closers.push(gateway)
  return gateway
}

const statuses = async (answers: Promise<Response>[]) => (await Promise.all(answers)).map(({ status }) => status)
const count = (all: number[], status: number) => all.filter((each) => each === status).length

/** A gateway waits for Redis for 100 ms at most, and else counts alone: on a crowded machine that comes to pass. */
const crowded = { retry: 2 }

describe('requests of a user', () => {
  test(
    'are counted over all gateways: of 101 exactly 100 pass, and every answer says what is left',
    crowded,
    async () => {
      const gateway = await limited({ requestsPerMinute: 100 })
      const other = await gateway.beside()
      const client = await gateway.signIn()
      const there = clientOf(other.url, client.cookie, client.csrf)
      const first = await client.get('/api/runs')
      expect([first.headers.get('ratelimit-policy'), first.headers.get('ratelimit')]).toEqual([
        '"user";q=100;w=60',
        '"user";r=99;t=60',
      ])
      const wrong = await there.post('/api/etl/start', { nonsense: true })
      expect([wrong.status, wrong.headers.get('ratelimit')]).toEqual([
        400,
        expect.stringMatching(/^"user";r=98;t=(60|59)$/),
      ])
      const all = await statuses(
        Array.from({ length: 99 }, (_, index) => (index % 2 ? client : there).get('/api/registry')),
      )
      expect([count(all, 200), count(all, 429)]).toEqual([98, 1])

      const refused = await there.post('/api/etl/start', { dataType: 'JSON', payload: {} })
      const left = /^"user";r=0;t=(\d+)$/.exec(refused.headers.get('ratelimit') ?? '')?.[1]
      expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, Number(left)])
      expect(Number(left)).toBeGreaterThan(40)
      expect([refused.headers.get('content-type'), await codeOf(refused)]).toEqual([
        expect.stringContaining('application/problem+json'),
        'too-many-requests',
      ])
      expect(await upgradeStatus(gateway, { headers: { cookie: client.cookie }, origin: gateway.url })).toBe(429)
      expect((await (await gateway.signIn('viewer')).get('/api/runs')).status).toBe(200)
      for (const path of ['/health', '/ready']) expect((await fetch(gateway.url + path)).status).toBe(200)
    },
  )
})

describe('requests of programs', () => {
  const keyOf = async (owner: Client) => {
    const answer = await owner.post('/api/keys', { name: 'k', scopes: ['read'] })
    return { authorization: `Bearer ${(await bodyOf<{ key: string }>(answer)).key}` }
  }

  test(
    'are counted by key, over all gateways, and leave the sessions of the owner what is theirs',
    crowded,
    async () => {
      const gateway = await limited({ requestsPerMinute: 30, keyRequestsPerMinute: 50 })
      const other = await gateway.beside()
      const owner = await gateway.signIn('operator')
      const key = await keyOf(owner)
      const all = await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          fetch(`${(index % 2 ? gateway : other).url}/api/registry`, { headers: key }),
        ),
      )
      const said = all.map(({ status }) => status)
      // Its owner asked for it, and that was the first of the person's fifty.
      expect([count(said, 200), count(said, 429)]).toEqual([49, 11])
      const refused = all.find(({ status }) => status === 429)!
      expect(refused.headers.get('ratelimit-policy')).toBe('"person";q=50;w=60')
      expect(refused.headers.get('ratelimit')).toMatch(/^"person";r=0;t=\d+$/)
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(30)
      expect((await owner.get('/api/registry')).headers.get('ratelimit')).toMatch(/^"user";r=28;/)
    },
  )

  test('of one person count together, however many keys and sessions they hold', crowded, async () => {
    const gateway = await limited({ requestsPerMinute: 10, keyRequestsPerMinute: 30 })
    const other = await gateway.beside()
    const owner = await gateway.enter('operator')
    const again = await signIn(other.url, owner.username)
    const keys = await Promise.all(Array.from({ length: 4 }, () => keyOf(owner)))
    const byKeys = await statuses(
      Array.from({ length: 100 }, (_, index) =>
        fetch(`${(index % 2 ? gateway : other).url}/api/registry`, { headers: keys[index % 4]! }),
      ),
    )
    // Four requests made the keys.
    expect([count(byKeys, 200), count(byKeys, 429)]).toEqual([26, 74])
    const bySessions = await statuses(
      Array.from({ length: 20 }, (_, index) => (index % 2 ? owner : again).get('/api/registry')),
    )
    expect([count(bySessions, 200), count(bySessions, 429)]).toEqual([6, 14])
    const another = await gateway.enter('operator')
    expect((await fetch(`${gateway.url}/api/registry`, { headers: await keyOf(another) })).status).toBe(200)
  })

  test('a key is told the limit that is nearest', async () => {
    const gateway = await limited({ requestsPerMinute: 100, keyRequestsPerMinute: 5 })
    const owner = await gateway.enter('operator')
    const told = await fetch(`${gateway.url}/api/registry`, { headers: await keyOf(owner) })
    expect(told.headers.get('ratelimit')).toMatch(/^"key";r=4;/)
  })
})

describe('requests without a session', () => {
  test('are counted by address, whatever a header says of it', crowded, async () => {
    const gateway = await limited({ addressRequestsPerMinute: 10 })
    const client = await gateway.signIn()
    const other = await gateway.beside()
    const all = await statuses(
      Array.from({ length: 20 }, (_, index) =>
        fetch(`${(index % 2 ? gateway : other).url}/api/runs`, {
          headers: { 'x-forwarded-for': `198.51.100.${index}`, cookie: `gsession=nonsense${index}` },
        }),
      ),
    )
    // Signing in was the first.
    expect([count(all, 401), count(all, 429)]).toEqual([9, 11])
    const login = await fetch(`${other.url}/api/auth/login`, json({ username: 'operator', password: 'x' }))
    expect([login.status, login.headers.get('ratelimit-policy')]).toEqual([429, '"address";q=10;w=60'])
    expect((await client.get('/api/runs')).status).toBe(200)
  })
})

describe('without Redis', () => {
  test.each([
    ['away', 'redis://127.0.0.1:1'],
    ['away, and shared by two', 'redis://127.0.0.1:1'],
  ])('%s: a user has the share of one gateway', async (how, redisUrl) => {
    const gateways = how === 'away' ? 1 : 2
    const gateway = await limited({ requestsPerMinute: 20, gateways }, redisUrl)
    const client = await gateway.signIn()
    const all = await statuses(Array.from({ length: 40 }, () => client.get('/api/runs')))
    expect([count(all, 200), count(all, 429)]).toEqual([20 / gateways, 40 - 20 / gateways])
  })

  test('frozen: nobody waits for it, and the limit holds', async () => {
    const redis = await freezableRedis()
    const gateway = await limited({ requestsPerMinute: 20 }, redis.url)
    closers.unshift(redis)
    const client = await gateway.signIn()
    await expect.poll(async () => (await fetch(`${gateway.url}/ready`)).status).toBe(200)
    expect(await statuses(Array.from({ length: 5 }, () => client.get('/api/runs')))).toEqual([200, 200, 200, 200, 200])
    redis.freeze()
    const startedAt = performance.now()
    const all: number[] = []
    for (let index = 0; index < 30; index += 1) all.push((await client.get('/api/runs')).status)
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    expect([count(all, 200), count(all, 429)]).toEqual([15, 15])
    redis.thaw()
  })
})

describe('quotas of a user', () => {
  const start = (client: Client, payload: unknown, headers = {}) =>
    client.post('/api/etl/start', { dataType: 'JSON', payload }, headers)

  test('bytes a day', async () => {
    const gateway = await limited({ acceptedBytesPerDay: 1000 })
    const client = await gateway.signIn()
    expect((await start(client, 'x'.repeat(900))).status).toBe(202)
    const refused = await start(client, 'x'.repeat(200))
    expect([refused.status, await codeOf(refused)]).toEqual([429, 'too-many-bytes'])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    const query = '/api/etl/upload?pipeline=records&format=ndjson'
    const upload = await fetch(gateway.url + query, { method: 'POST', headers: client.headers, body: 'y'.repeat(200) })
    expect([upload.status, await codeOf(upload)]).toEqual([429, 'too-many-bytes'])
    expect((await start(client, 'x'.repeat(50))).status).toBe(202)
  })

  test('bytes a day count repeats, replays and what was refused after it was read', async () => {
    const gateway = await limited({ acceptedBytesPerDay: 8_000, unfinishedRuns: 2 })
    const client = await gateway.signIn()
    const again = { 'idempotency-key': 'one' }
    const { runId } = await bodyOf<{ runId: string }>(await start(client, 'x'.repeat(2_000), again))
    expect((await start(client, 'x'.repeat(2_000), again)).status).toBe(202)
    expect((await client.post(`/api/runs/${runId}/replay`)).status).toBe(202)
    // Of this one nothing was read, and nothing is worked on.
    expect(await codeOf(await client.post(`/api/runs/${runId}/replay`))).toBe('too-many-runs')
    expect(await codeOf(await start(client, 'x'.repeat(1_500)))).toBe('too-many-runs')
    expect(await codeOf(await start(client, 'x'.repeat(1_000), again))).toBe('too-many-bytes')
    expect(await codeOf(await client.post(`/api/runs/${runId}/replay`))).toBe('too-many-bytes')
  })

  test('bytes a day count what came of an upload that breaks off', async () => {
    const gateway = await limited({ acceptedBytesPerDay: 20_000_000 })
    const client = await gateway.signIn()
    const announce = async (bytes: number) => {
      const connection = await openConnection(gateway.host)
      const headers = `Cookie: ${client.cookie}\r\nX-CSRF-Token: ${client.csrf}\r\nContent-Length: ${bytes}`
      connection.send(`POST /api/etl/upload?pipeline=records HTTP/1.1\r\nHost: ${gateway.host}\r\n${headers}\r\n\r\n`)
      return connection
    }
    const broken = await announce(16_000_000)
    const lines = '{"a":1}\n'.repeat(125_000)
    // Far more than lies between us: what is sent was mostly read.
    for (let sent = 0; sent < 15; sent += 1) await new Promise((done) => broken.socket.write(lines, done))
    broken.socket.destroy()
    const told = await announce(16_000_000)
    await expect.poll(told.received).toContain('"too-many-bytes"')
    told.socket.destroy()
  })

  test('unfinished runs, but for repeats and for others', async () => {
    const gateway = await limited({ unfinishedRuns: 2 })
    const client = await gateway.signIn()
    const first = await start(client, { a: 1 }, { 'idempotency-key': 'one' })
    const { runId } = await bodyOf<{ runId: string }>(first)
    expect((await start(client, { a: 2 })).status).toBe(202)
    for (const refused of [await start(client, { a: 3 }), await client.post(`/api/runs/${runId}/replay`)]) {
      expect([refused.status, await codeOf(refused)]).toEqual([429, 'too-many-runs'])
    }
    const repeat = await start(client, { a: 1 }, { 'idempotency-key': 'one' })
    expect([repeat.status, (await bodyOf<{ runId: string }>(repeat)).runId]).toEqual([202, runId])
    expect((await start(client, { a: 9 }, { 'idempotency-key': 'one' })).status).toBe(422)
    expect((await start(await gateway.signIn('admin'), { a: 1 })).status).toBe(202)
    expect((await client.post(`/api/runs/${runId}/cancel`)).status).toBe(200)
    expect((await start(client, { a: 3 })).status).toBe(202)
  })

  test('are told of before a byte of a body is read, where nothing it holds could change that', async () => {
    const gateway = await limited({ unfinishedRuns: 1, acceptedBytesPerDay: 5_000 })
    const client = await gateway.signIn()
    const query = '/api/etl/upload?pipeline=records&format=ndjson'
    /** Sends a header and no body. */
    const announce = async (length: number, more = '') => {
      const connection = await openConnection(gateway.host)
      const headers = `Cookie: ${client.cookie}\r\nX-CSRF-Token: ${client.csrf}\r\nContent-Length: ${length}\r\n${more}`
      connection.send(`POST ${query} HTTP/1.1\r\nHost: ${gateway.host}\r\n${headers}\r\n`)
      await expect.poll(connection.received, { timeout: 5_000 }).toContain('"code"')
      connection.socket.destroy()
      return /"code":"([^"]+)"/.exec(connection.received())![1]
    }
    const upload = (key: string) =>
      fetch(gateway.url + query, {
        method: 'POST',
        headers: { ...client.headers, 'idempotency-key': key },
        body: '{"a":1}\n',
      })
    expect(await announce(6_000)).toBe('too-many-bytes')
    expect((await upload('one')).status).toBe(202)
    expect(await announce(100)).toBe('too-many-runs')
    expect(await announce(100, 'Idempotency-Key: two\r\n')).toBe('too-many-runs')
    expect((await upload('one')).status).toBe(202)
  })

  test('open sockets', async () => {
    const gateway = await limited({ socketsPerUser: 2 })
    const client = await gateway.signIn()
    const one = await openSocket(gateway, client)
    await openSocket(gateway, client)
    const dial = () => upgradeStatus(gateway, { headers: { cookie: client.cookie }, origin: gateway.url })
    expect(await dial()).toBe(429)
    await openSocket(gateway, await gateway.signIn('viewer'))
    one.socket.close()
    await one.closed
    await expect.poll(dial).toBe(101)
  })

  test('socket messages a minute', async () => {
    const gateway = await limited({ socketMessagesPerMinute: 5 })
    const client = await gateway.signIn()
    const socket = await openSocket(gateway, client)
    const beside = await openSocket(gateway, client)
    for (let id = 0; id < 7; id += 1)
      (id % 2 ? socket : beside).send({
        type: 'TELEMETRY',
        id,
        payload: { a: 1 },
        pipeline: 'records',
        csrf: client.csrf,
      })
    const errors = [...(await socket.take('ERROR', 1)), ...beside.received.filter(({ type }) => type === 'ERROR')]
    expect(errors).toContainEqual(expect.objectContaining({ code: 'too-many-messages', id: expect.any(Number) }))
    for (let more = 0; more < 10; more += 1) socket.send({ type: 'UNSUBSCRIBE', topics: ['system.stats'] })
    expect(await socket.closed).toBe(1008)
  })
})
