import { newId, type BusEvent, type EventData, type Topic } from '@syndicate/contracts'
import { Redis } from 'ioredis'
import { expect, inject, test, vi } from 'vitest'
import { createBus } from '../src/bus.ts'
import { createBroker, type Broker } from '../src/index.ts'
import { openBroker } from './fixture.ts'

function event(sockets: number): EventData {
  return { kind: 'system.stats', queues: {}, inFlightBytes: 0, sockets }
}

const topic = 'system.stats'

/** All that is kept after a seq. */
async function since(bus: Broker['bus'], topic: Topic, seq: number) {
  const { events, missed } = await bus.read(topic, seq, Infinity)
  return { events: events.map(({ text }) => JSON.parse(text) as Pick<BusEvent, 'seq' | 'data'>), missed }
}

test('events reach the subscribers of another process in order, numbered by topic', async () => {
  await using one = await openBroker()
  await using two = await openBroker(one.prefix)
  const heard: BusEvent[] = []
  await two.broker.bus.subscribe(topic, (event) => heard.push(event))
  await one.broker.bus.publish([
    { topic, data: event(1) },
    { topic: 'telemetry.live', data: event(9) },
    { topic, data: event(2) },
  ])
  await vi.waitFor(() => expect(heard).toHaveLength(2), 10_000)
  expect(heard.map(({ seq, data }) => [seq, data])).toEqual([
    [1, event(1)],
    [2, event(2)],
  ])
})

test('one listener leaving does not silence the other, and the last one ends the subscription', async () => {
  await using open = await openBroker()
  const { bus } = open.broker
  const heard: string[] = []
  const leaveA = await bus.subscribe(topic, () => heard.push('a'))
  const leaveB = await bus.subscribe(topic, () => heard.push('b'))
  await leaveA()
  await bus.publish([{ topic, data: event(1) }])
  await vi.waitFor(() => expect(heard).toEqual(['b']), 10_000)
  await leaveB()
  await bus.subscribe(topic, () => heard.push('c'))
  await bus.publish([{ topic, data: event(2) }])
  await vi.waitFor(() => expect(heard).toEqual(['b', 'c']), 10_000)
})

test('who comes back gets what was missed', async () => {
  await using open = await openBroker()
  const { bus } = open.broker
  await bus.publish([1, 2, 3].map((sockets) => ({ topic, data: event(sockets) })))
  const { events, missed } = await since(bus, topic, 1)
  expect(events.map(({ seq, data }) => [seq, data])).toEqual([
    [2, event(2)],
    [3, event(3)],
  ])
  expect(missed).toBe(0)
  expect(await since(bus, topic, 3)).toEqual({ events: [], missed: 0 })
  expect(await since(bus, 'telemetry.live', 0)).toEqual({ events: [], missed: 0 })
})

test('who comes back after Redis forgot the topic gets all there is', async () => {
  await using open = await openBroker()
  const { bus } = open.broker
  await bus.publish([{ topic, data: event(1) }])
  const { events, missed } = await since(bus, topic, 500)
  expect(events.map(({ seq }) => seq)).toEqual([1])
  expect(missed).toBe(0)
})

test('what is no longer kept is counted', async () => {
  await using open = await openBroker()
  const { bus } = open.broker
  const total = 3000
  await bus.publish(Array.from({ length: total }, (_, sockets) => ({ topic, data: event(sockets) })))
  const { events, missed } = await since(bus, topic, 10)
  expect(missed).toBeGreaterThan(0)
  expect(10 + missed + events.length).toBe(total)
  expect(events[0]!.seq).toBe(11 + missed)
})

test('topics are kept after their last event as long as is asked for, those of runs by a measure of their own', async () => {
  const run = `runs.${crypto.randomUUID()}`
  await using open = await openBroker()
  const { prefix } = open
  const broker = createBroker({ url: inject('redisUrl'), prefix, events: { runSeconds: 50, otherSeconds: 5_000 } })
  await broker.ping()
  await broker.bus.publish([run, topic].map((each) => ({ topic: each, data: event(1) })))
  const redis = new Redis(inject('redisUrl'))
  const ttl = await Promise.all([run, topic].map((each) => redis.ttl(`${prefix}:events:${each}`)))
  redis.disconnect()
  await broker.close()
  expect(ttl[0]).toBeGreaterThan(40)
  expect(ttl[0]).toBeLessThanOrEqual(50)
  expect(ttl[1]).toBeGreaterThan(4_900)
})

test('signals reach whoever listens', async () => {
  await using one = await openBroker()
  await using two = await openBroker(one.prefix)
  const heard: string[] = []
  const leave = await two.broker.signals.on('session.revoked', (sid) => heard.push(sid))
  await one.broker.signals.send('session.revoked', 's1')
  await vi.waitFor(() => expect(heard).toEqual(['s1']), 10_000)
  await leave()
})

test('while memory is short events are sent and counted, but not kept', async () => {
  const prefix = `t_${newId()}`
  const redis = new Redis(inject('redisUrl'))
  const subscriber = new Redis(inject('redisUrl'))
  let share = 0.9
  const bus = createBus(
    redis,
    subscriber,
    prefix,
    { runSeconds: 60, otherSeconds: 60 },
    {
      share: async () => share,
      evicts: async () => false,
    },
  )
  const heard: number[] = []
  await bus.subscribe(topic, ({ seq }) => heard.push(seq))
  await bus.publish([{ topic, data: event(1) }])
  share = 0.5
  await bus.publish([{ topic, data: event(2) }])
  await vi.waitFor(() => expect(heard).toEqual([1, 2]), 10_000)
  expect(await since(bus, topic, 0)).toMatchObject({ events: [{ seq: 2 }], missed: 1 })
  redis.disconnect()
  subscriber.disconnect()
})
