import { zstdDecompressSync } from 'node:zlib'
import type { AcceptedRun, BusEvent } from '@syndicate/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openConnection } from './raw-connection.ts'
import { bodyOf, codeOf, openGateway, type Client, type OpenGateway, metricsOf, metricsToken } from './fixture.ts'
import { freezableRedis } from './freezable-redis.ts'

let gateway: OpenGateway
let client: Client

beforeAll(async () => {
  gateway = await openGateway()
  client = await gateway.signIn()
})
afterAll(() => gateway[Symbol.asyncDispose]())

describe('without Redis', () => {
  test('the gateway says so, still signs in, takes runs and shows them', async () => {
    const cut = await gateway.beside({ redisUrl: 'redis://127.0.0.1:1' })
    const ready = await fetch(`${cut.url}/ready`)
    expect([ready.status, await ready.json()]).toEqual([
      503,
      {
        ready: false,
        dependencies: [
          expect.objectContaining({ name: 'postgresql', state: 'up' }),
          expect.objectContaining({ name: 'redis', state: 'down' }),
        ],
      },
    ])
    const alone = await fetch(`${cut.url}/ready?exclude=redis`)
    expect([alone.status, await alone.json()]).toMatchObject([200, { ready: true, dependencies: [{ state: 'up' }] }])
    const there = await cut.signIn()
    const response = await there.post('/api/etl/start', { dataType: 'JSON', payload: { a: 1 } })
    expect(response.status).toBe(202)
    expect((await there.get((await bodyOf<AcceptedRun>(response)).links.self)).status).toBe(200)
    const poll = await there.get('/api/telemetry?topic=telemetry.live')
    expect([poll.status, await codeOf(poll), poll.headers.get('retry-after')]).toEqual([503, 'unavailable', '1'])
    expect(await metricsOf(cut.url)).toContain('syndicate_broker_up 0')
    expect((await there.post('/api/auth/logout')).status).toBe(204)
    expect((await there.get('/api/runs')).status).toBe(401)
  })
})

describe('whoever asks whether it is ready', () => {
  /** Answers in the place of PostgreSQL. @returns how to end that */
  function answering(ping: (real: () => Promise<void>) => Promise<void>): Disposable {
    const { catalog } = gateway.runs
    const real = catalog.ping
    catalog.ping = () => ping(real)
    return { [Symbol.dispose]: () => void (catalog.ping = real) }
  }
  const ask = () => fetch(`${gateway.url}/ready`)

  test('and however often, PostgreSQL is asked twice a second at most', async () => {
    let asked = 0
    using _ = answering((real) => {
      asked += 1
      return real()
    })
    const startedAt = performance.now()
    for (let n = 0; n < 20; n += 1) await Promise.all([ask(), ask(), ask()])
    expect(asked).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - startedAt) / 500))
  })

  test('is told within about two seconds that PostgreSQL says nothing', async () => {
    await expect.poll(async () => (await ask()).status).toBe(200)
    using _ = answering(() => new Promise(() => {}))
    const startedAt = performance.now()
    await expect.poll(async () => (await ask()).status, { timeout: 10_000 }).toBe(503)
    expect(performance.now() - startedAt).toBeLessThan(4_000)
  })

  test('is told at once how the gateway itself is, who leaves out what says nothing', async () => {
    using _ = answering(() => new Promise(() => {}))
    const startedAt = performance.now()
    const answer = await fetch(`${gateway.url}/ready?exclude=postgresql,redis`)
    expect([answer.status, await answer.json()]).toEqual([200, { ready: true, dependencies: [] }])
    expect(performance.now() - startedAt).toBeLessThan(1_500)
    const unknown = await fetch(`${gateway.url}/ready?exclude=kafka`)
    expect([unknown.status, await codeOf(unknown)]).toEqual([400, 'validation-failed'])
  })

  test('sees in the figures what says nothing, as soon as else', async () => {
    await using redis = await freezableRedis()
    await using cut = await openGateway({}, { redisUrl: redis.url })
    await expect.poll(() => metricsOf(cut.url)).toMatch(/syndicate_broker_up 1[^]*syndicate_postgres_up 1/)
    redis.freeze()
    cut.runs.catalog.ping = () => new Promise(() => {})
    await expect
      .poll(() => metricsOf(cut.url), { timeout: 10_000 })
      .toMatch(/syndicate_broker_up 0[^]*syndicate_postgres_up 0/)
    const startedAt = performance.now()
    const text = await metricsOf(cut.url)
    expect(performance.now() - startedAt).toBeLessThan(6_000)
    expect(text).not.toMatch(/^syndicate_(workers|queue_jobs|broker_memory_bytes)[ {]/m)
    redis.thaw()
  })
})

test('a gateway that stops ends its connections with what is under way', async () => {
  const stopping = await openGateway()
  const { cookie } = await stopping.signIn()
  const busy = await openConnection(stopping.host)
  const path = '/api/telemetry?topic=system.stats&wait=25'
  busy.send(`GET ${path} HTTP/1.1\r\nHost: ${stopping.host}\r\nCookie: ${cookie}\r\n\r\n`)
  // On another connection after it: by then it is asked.
  expect((await fetch(`${stopping.url}/health`)).status).toBe(200)
  const startedAt = performance.now()
  await stopping[Symbol.asyncDispose]()
  await busy.closed
  expect(performance.now() - startedAt).toBeLessThan(15_000)
  expect(busy.received()).toMatch(/^HTTP\/1.1 200 [^]*\r\nconnection: close\r\n/i)
})

describe('problems', () => {
  test.each(['/nope', '/api/nope', '/api/auth/login', '/%E0%A4%A'])('%s is answered as a problem', async (path) => {
    const response = await fetch(gateway.url + path)
    expect(response.headers.get('content-type')).toContain('application/problem+json')
    const problem = await bodyOf<Record<string, unknown>>(response)
    expect(problem).toMatchObject({
      status: response.status,
      code: expect.any(String),
      title: expect.any(String),
      instance: expect.any(String),
    })
    expect(problem['type']).toBe(`/problems/${String(problem['code'])}`)
    expect([400, 404]).toContain(response.status)
  })

  test('every other address asks for a session first', async () => {
    const { paths } = await bodyOf<{ paths: Record<string, Record<string, { security?: unknown[] }>> }>(
      await fetch(`${gateway.url}/docs/json`),
    )
    const closed = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { security }]) =>
        security?.length === 0 || path.startsWith('/ws') ? [] : [{ path, method }],
      ),
    )
    expect(closed.length).toBeGreaterThan(12)
    for (const { path, method } of closed) {
      const response = await fetch(gateway.url + path.replace(/\{\w+\}/g, 'x'), { method: method.toUpperCase() })
      expect([path, response.status, await codeOf(response)]).toEqual([path, 401, 'not-authenticated'])
    }
  })

  test('an answer that failed inside says nothing about it', async () => {
    const broken = await openGateway()
    const there = await broken.signIn()
    const list = broken.runs.catalog.runs.list
    broken.runs.catalog.runs.list = () => Promise.reject(new Error('secret of the database'))
    const response = await there.get('/api/runs')
    broken.runs.catalog.runs.list = list
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('secret')
    await broken[Symbol.asyncDispose]()
  })
})

describe('the API reference', () => {
  test('is a page whose policy lets it load all it needs', async () => {
    const response = await fetch(`${gateway.url}/docs`)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')])
    const policy = response.headers.get('content-security-policy')!
    expect(policy).toMatch(/script-src [^;]*'self'/)
    expect(policy).toMatch(/connect-src [^;]*'self'|default-src [^;]*'self'/)
    expect(policy).not.toContain('upgrade-insecure-requests')
    const page = await response.text()
    expect(page).not.toMatch(/<script>|<script [^>]*>\s*[^\s<]|\son\w+=/)
    const parts = [...page.matchAll(/<(?:script|link)[^>]* (?:src|href)="([^"]+)"/g)].map(
      ([, path]) => new URL(path!, response.url),
    )
    expect(parts.length).toBeGreaterThan(4)
    for (const part of parts) {
      expect([part.origin, (await fetch(part)).status]).toEqual([new URL(gateway.url).origin, 200])
    }
  })

  test('has the WebSocket protocol beside it', async () => {
    const protocol = await bodyOf<{ asyncapi: string }>(await fetch(`${gateway.url}/docs/asyncapi.json`))
    expect(protocol.asyncapi).toBe('3.0.0')
  })
})

describe('answers', () => {
  test('are compressed with zstd when the client takes it', async () => {
    const response = await gateway.app.inject({ url: '/docs/json', headers: { 'accept-encoding': 'gzip, br, zstd' } })
    expect(response.headers['content-encoding']).toBe('zstd')
    expect(JSON.parse(zstdDecompressSync(response.rawPayload).toString())).toHaveProperty('openapi')
  })

  test('of /api/pipelines and /api/schemas are the configuration', async () => {
    const { pipelines } = await bodyOf<{ pipelines: { name: string; steps: unknown[] }[] }>(
      await client.get('/api/pipelines'),
    )
    expect(pipelines.map(({ name }) => name)).toEqual(gateway.config.pipelines.map(({ name }) => name).toSorted())
    expect(pipelines.find(({ name }) => name === 'telemetry')).toMatchObject({
      steps: [{ cast: { cpu: 'number' } }, { derive: { level: expect.stringContaining('cpu') } }],
      version: 1,
      source: 'built-in',
      appliedBy: null,
      description: expect.stringContaining('load'),
      examples: [{ format: 'ndjson' }, { format: 'json', input: expect.stringContaining('"hot"') }],
    })
    expect(await bodyOf(await client.get('/api/schemas'))).toEqual({ schemas: gateway.config.api.schemas })
  })

  test('of /metrics are for whoever has the token, and for nobody where there is none', async () => {
    const ask = async (url: string, authorization?: string) => {
      const answer = await fetch(`${url}/metrics`, authorization === undefined ? {} : { headers: { authorization } })
      return answer.status < 400 ? answer.status : [answer.status, await codeOf(answer)]
    }
    expect(await ask(gateway.url)).toEqual([401, 'not-authenticated'])
    expect(await ask(gateway.url, 'Bearer another-token-of-somebody')).toEqual([401, 'invalid-key'])
    expect(await ask(gateway.url, `Bearer ${metricsToken}`)).toBe(200)
    expect((await client.get('/metrics')).status, 'a session is not enough').toBe(401)
    const closed = await gateway.beside({ changes: { metricsToken: null } })
    expect(await ask(closed.url, `Bearer ${metricsToken}`)).toEqual([403, 'forbidden'])
  })

  test('of /metrics count requests by route', async () => {
    await client.get('/api/runs/x')
    const text = await metricsOf(gateway.url)
    expect(text).toMatch(/http_request_duration_seconds_count\{method="GET",route="\/api\/runs\/:id",status="404"\} 1/)
    expect(text).toMatch(/syndicate_queue_jobs\{stage="extract"\} \d/)
    expect(text).toContain('syndicate_broker_up 1')
    expect(text).toContain('syndicate_alert_deliveries{state="pending"} 0')
  })
})

describe('long polling', () => {
  const topic = 'datasets.polled'
  const data = { kind: 'dataset.version' as const, dataset: 'polled', version: 1, runId: 'x', records: 7 }
  const publish = () => gateway.runs.broker.bus.publish([{ topic, data }])
  const poll = async (query: string) =>
    bodyOf<{ events: BusEvent[]; missed: number; next: number }>(
      await client.get(`/api/telemetry?topic=${topic}&${query}`),
    )

  test('answers at once with what there is, and later with what comes', async () => {
    await publish()
    const first = await poll('since=0&wait=20')
    expect(first.events).toHaveLength(1)
    const waiting = poll(`since=${first.next}&wait=20`)
    await publish()
    const second = await waiting
    expect(second.events.map(({ seq, data: what }) => [seq, what])).toEqual([[first.next + 1, data]])
    expect(await poll(`since=${second.next}`)).toEqual({ topic, more: false, events: [], missed: 0, next: second.next })
  })

  test.each(['topic=*', 'topic=system.stats&wait=31', 'topic=system.stats&since=-1', ''])(
    '%j is refused',
    async (query) => {
      const response = await client.get(`/api/telemetry?${query}`)
      expect([response.status, await codeOf(response)]).toEqual([400, 'validation-failed'])
    },
  )
})
