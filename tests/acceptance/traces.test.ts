import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { temporaryState, type Service } from '@syndicate/stack'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { at, login, signIn, type Client } from './client.ts'
import { startCollector, type ReceivedSpan } from './collector.ts'
import { startOwnRedis } from './start-own-redis.ts'
import { startSystem, type System } from './system.ts'

const folder = temporaryState()
const marker = 'PLANTED-IN-THE-INPUT'
const pipelines = `
  keyed: { format: ndjson, dataset: keyed, mode: upsert, key: [id] }
  table: { format: csv, dataset: table }
`

let collector: Awaited<ReturnType<typeof startCollector>>
let redis: Service
let system: System
let user: Client

beforeAll(async () => {
  collector = await startCollector()
  redis = await startOwnRedis(join(folder.path, 'redis'))
  const env = {
    REDIS_URL: redis.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20planted-token',
    OTEL_TRACES_SAMPLER: 'always_on',
  }
  system = await startSystem({ workers: 0, config: { pipelines }, env })
  user = await signIn(system.url)
})
afterAll(async () => {
  await system.stop()
  collector.close()
  await redis.stop()
  await folder[Symbol.asyncDispose]()
})

const theirs = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }
const fromElsewhere = { traceparent: `00-${theirs.traceId}-${theirs.spanId}-00` }

async function start(payload: unknown, headers: Record<string, string> = {}, as = user): Promise<string> {
  const answer = await as.start({ dataType: 'JSON', payload }, headers)
  return ((await answer.json()) as { runId: string }).runId
}

/** What the trace of a run has, by name, once the run's own span is there. */
async function traceOf(runId: string, withinMs = 10_000): Promise<Map<string, ReceivedSpan>> {
  const isOwn = ({ name, attributes }: ReceivedSpan) =>
    name.startsWith('run ') && attributes['syndicate.run.id'] === runId
  await expect.poll(() => collector.spans.some(isOwn), { timeout: withinMs }).toBe(true)
  const { traceId } = collector.spans.find(isOwn)!
  const isOfRequest = ({ name }: ReceivedSpan) => name.startsWith('POST ')
  const spans = () => collector.spans.filter((span) => span.traceId === traceId)
  await expect.poll(() => spans().some(isOfRequest), { timeout: withinMs }).toBe(true)
  expect(new Set(spans().map(({ spanId }) => spanId)).size).toBe(spans().length)
  return new Map(spans().map((span) => [span.name, span]))
}

async function flushRedis(): Promise<void> {
  const { hostname, port, password } = new URL(redis.url)
  const answers = await text(connect(Number(port), hostname).end(`AUTH ${password}\r\nFLUSHALL\r\nQUIT\r\n`))
  expect(answers).toBe('+OK\r\n+OK\r\n+OK\r\n')
}

test('one trace leads from the request to what was published, though Redis has lost all between', async () => {
  const runId = await start([{ n: 1 }, { n: 2 }], fromElsewhere)
  await flushRedis()
  await system.startWorker()
  expect((await user.ended(runId)).state).toBe('published')
  const trace = await traceOf(runId)
  const own = trace.get('run records')!
  expect(Object.fromEntries([...trace].map(([name, { parentSpanId }]) => [name, parentSpanId]))).toEqual({
    'POST /api/etl/start': theirs.spanId,
    accept: trace.get('POST /api/etl/start')!.spanId,
    'run records': trace.get('accept')!.spanId,
    'queued for extract': own.spanId,
    extract: own.spanId,
    'queued for transform': own.spanId,
    transform: own.spanId,
    load: own.spanId,
    validate: own.spanId,
    publish: own.spanId,
  })
  expect(own).toMatchObject({
    traceId: theirs.traceId,
    kind: 5,
    service: 'syndicate-worker',
    isError: false,
    attributes: { 'syndicate.pipeline': 'records', 'syndicate.outcome': 'published', 'syndicate.records': 2 },
  })
  expect(trace.get('POST /api/etl/start')).toMatchObject({
    service: 'syndicate-gateway',
    attributes: { 'http.response.status_code': 202, 'syndicate.run.id': runId },
  })
  const backwards = [...trace.values()].filter(({ from, until }) => from > until)
  const below = [...trace.values()].filter(({ parentSpanId }) => parentSpanId === own.spanId)
  const outside = below.filter(({ from, until }) => from < own.from || until > own.until)
  expect([backwards, outside]).toEqual([[], []])
  // Its length is in no book.
  expect(trace.get('publish')!.until).toBe(trace.get('publish')!.from)
  const requests = system
    .logs()
    .split('\n')
    .filter((line) => line.includes('"path":"/api/etl/start"'))
  expect(requests.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ runId, traceId: theirs.traceId }),
  ])
})

test('a run with keys is settled, one of many chunks has one span a stage, and one that fails says why and not with what', async () => {
  const records = Array.from({ length: 60_000 }, (_, id) => `{"id":${id},"text":"${'x'.repeat(40)}"}\n`).join('')
  const keyed = await user.ingest({ pipeline: 'keyed' }, records)
  const trace = await traceOf(keyed.runId)
  // Whether chunks wait for another worker depends on which has time.
  expect([...trace.keys()].filter((name) => name !== 'queued for transform').toSorted()).toEqual(
    'POST /api/etl/upload,accept,extract,load,publish,queued for extract,run keyed,settle,transform,validate'.split(
      ',',
    ),
  )
  expect(trace.get('transform')!.attributes['syndicate.chunks']).toBeGreaterThan(1)

  const failed = await user.ingest({ pipeline: 'table', format: 'csv' }, `a,b\n1,"${marker}\n`.repeat(3))
  expect(failed.state).not.toBe('published')
  const why = (await traceOf(failed.runId)).get('run table')!
  expect(why).toMatchObject({
    isError: true,
    attributes: { 'syndicate.outcome': failed.state, 'error.type': failed.error!.code },
  })
  expect(collector.bodies.join('')).not.toContain(marker)
})

test('strangers neither go on with a trace nor begin one of their choice', async () => {
  const traceparent = `00-${'ab'.repeat(16)}-${theirs.spanId}-01`
  expect((await login(system.url, { username: 'nobody', password: 'nothing' }, { traceparent })).status).toBe(401)
  const isLogin = ({ name, attributes }: ReceivedSpan) =>
    name === 'POST /api/auth/login' && attributes['http.response.status_code'] === 401
  await expect.poll(() => collector.spans.filter(isLogin), { timeout: 10_000 }).toHaveLength(1)
  expect(collector.spans.find(isLogin)).not.toHaveProperty('parentSpanId', theirs.spanId)
  expect(collector.spans.map(({ traceId }) => traceId)).not.toContain('ab'.repeat(16))
})

test('what is not sampled is not sent, and a collector that does not answer or is away holds up nobody', async () => {
  // That it listens is told at any level; nobody would learn its address else.
  const unsampled = await system.startGateway(undefined, { OTEL_TRACES_SAMPLER: 'always_off', LOG_LEVEL: 'error' })
  const asked = { traceparent: `00-${'cd'.repeat(16)}-${theirs.spanId}-01` }
  const quiet = await start([{ n: 3 }], asked, at(unsampled, user))
  expect((await user.ended(quiet)).state).toBe('published')
  // Told by the same worker later, and so sent later.
  await traceOf(await start([{ n: 4 }]))
  expect(collector.spans.map(({ traceId }) => traceId)).not.toContain('cd'.repeat(16))

  collector.stick()
  expect((await user.ended(await start([{ n: 5 }]), 5_000)).state).toBe('published')
  await expect.poll(() => collector.held.length, { timeout: 10_000 }).toBeGreaterThan(0)
  collector.close()
  expect((await user.ended(await start([{ n: 6 }]), 5_000)).state).toBe('published')
  expect(system.logs()).not.toContain('planted-token')
  const began = performance.now()
  await system.stopGateway(unsampled)
  await system.stopGateway(system.url)
  expect(performance.now() - began).toBeLessThan(10_000)
})
