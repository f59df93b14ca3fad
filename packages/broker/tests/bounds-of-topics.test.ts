import { mostEventBytes, newId, type EventData } from '@syndicate/contracts'
import { Redis } from 'ioredis'
import { afterAll, expect, inject, test } from 'vitest'
import { createBus } from '../src/bus.ts'
import { openBroker } from './fixture.ts'

const MiB = 1024 * 1024
const redis = new Redis(inject('redisUrl'))
afterAll(() => redis.disconnect())

const telemetry = (bytes: number): EventData => ({
  kind: 'telemetry',
  runId: '',
  dataset: '',
  records: [{ text: 'x'.repeat(bytes) }],
  total: 1,
})
const news = (dataset: string): EventData => ({ kind: 'dataset.version', dataset, version: 1, runId: '', records: 1 })

async function heldBytes(prefix: string, topic: string): Promise<number> {
  const entries = await redis.xrange(`${prefix}:events:${topic}`, '-', '+')
  return entries.reduce((sum, [, [, text]]) => sum + Buffer.byteLength(text!), 0)
}

test('an event that is too large is cut, and says so', async () => {
  await using open = await openBroker()
  const { bus } = open.broker
  await bus.publish([
    { topic: 'telemetry.live', data: telemetry(mostEventBytes) },
    {
      topic: 'telemetry.live',
      data: {
        kind: 'run.state',
        runId: '',
        pipeline: '',
        dataset: '',
        state: 'failed',
        error: { code: 'malformed-input', detail: 'é'.repeat(mostEventBytes) },
      },
    },
  ])
  const { events } = await bus.read('telemetry.live', 0, Infinity)
  const [large, failed] = events.map(({ text }) => (JSON.parse(text) as { data: never }).data)
  expect(large).toMatchObject({ records: [], truncated: true, bytes: JSON.stringify(telemetry(mostEventBytes)).length })
  expect(failed).toMatchObject({ error: { code: 'malformed-input', detail: `${'é'.repeat(2000)}…` } })
})

test('a topic keeps so many bytes, and says what is gone', async () => {
  await using open = await openBroker()
  const { broker, prefix } = open
  const run = `runs.${newId()}`
  for (let round = 0; round < 10; round += 1)
    for (const topic of ['telemetry.live', run])
      await broker.bus.publish(Array.from({ length: 12 }, () => ({ topic, data: telemetry(60_000) })))
  for (const [topic, most] of [
    ['telemetry.live', 4 * MiB],
    [run, MiB / 2],
  ] as const) {
    const bytes = await heldBytes(prefix, topic)
    expect(bytes).toBeLessThanOrEqual(most)
    expect(bytes).toBeGreaterThan(most - 70_000)
    expect(Number(await redis.hget(`${prefix}:topics:bytes`, topic))).toBe(bytes)
    const { events, missed } = await broker.bus.read(topic, 0, Infinity)
    expect([events.length + missed, events[0]!.seq]).toEqual([120, missed + 1])
  }
})

test('a topic is read in pieces', async () => {
  await using open = await openBroker()
  const { bus } = open.broker
  const topic = 'telemetry.live'
  await bus.publish(Array.from({ length: 100 }, () => ({ topic, data: telemetry(10_000) })))
  const seqs: number[] = []
  for (let more = true; more;) {
    const piece = await bus.read(topic, seqs.at(-1) ?? 0, 128 * 1024)
    expect(piece.events.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(128 * 1024)
    seqs.push(...piece.events.map(({ seq }) => seq))
    more = piece.more
  }
  expect(seqs).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
  expect(await bus.read(topic, 99, 10)).toMatchObject({ events: [{ seq: 100 }], more: false })
})

test('so many topics are kept, and so many bytes of all; those that would be forgotten first go', async () => {
  const prefix = `t_${newId()}`
  const subscriber = new Redis(inject('redisUrl'))
  const most = { events: 1000, bytes: MiB }
  const memory = { share: async () => 0, evicts: async () => false }
  const retention = { runSeconds: 60, otherSeconds: 60 }
  const bus = createBus(redis, subscriber, prefix, retention, memory, {
    run: most,
    other: most,
    topics: 50,
    bytes: MiB,
  })
  const topics = () => redis.zcard(`${prefix}:topics`)
  const bytes = async () => Number(await redis.hget(`${prefix}:topics:bytes`, ''))
  await bus.publish(Array.from({ length: 200 }, (_, n) => ({ topic: `datasets.d${n}`, data: news(`d${n}`) })))
  expect(await topics()).toBe(50)
  expect(await redis.keys(`${prefix}:*:datasets.*`)).toHaveLength(100)
  for (let n = 0; n < 30; n += 1) await bus.publish([{ topic: `datasets.large${n}`, data: telemetry(60_000) }])
  expect(await bytes()).toBeLessThanOrEqual(MiB)
  expect(await bytes()).toBeGreaterThan(MiB - 70_000)
  const keys = await redis.keys(`${prefix}:events:*`)
  expect(keys).toHaveLength(await topics())
  const held = await Promise.all(keys.map((key) => heldBytes(prefix, key.slice(`${prefix}:events:`.length))))
  expect(held.reduce((sum, each) => sum + each, 0)).toBe(await bytes())
  subscriber.disconnect()
})

test('what Redis let expire is not counted any more', async () => {
  await using open = await openBroker()
  const { broker, prefix } = open
  const publish = () => broker.bus.publish([{ topic: 'datasets.a', data: news('a') }])
  await publish()
  const one = await redis.hget(`${prefix}:topics:bytes`, '')
  await redis.del(`${prefix}:events:datasets.a`, `${prefix}:seq:datasets.a`)
  await publish()
  expect(await redis.hgetall(`${prefix}:topics:bytes`)).toEqual({ '': one, 'datasets.a': one })
  await redis.zadd(`${prefix}:topics`, 1, 'datasets.a')
  await broker.bus.publish([{ topic: 'datasets.b', data: news('b') }])
  expect(await redis.hgetall(`${prefix}:topics:bytes`)).toEqual({ '': one, 'datasets.b': one })
  expect(await redis.exists(`${prefix}:events:datasets.a`)).toBe(0)
})
