import type { BusEvent } from '@syndicate/contracts'
import { describe, expect, test } from 'vitest'
import { createTopicFeed } from './topic-feed.ts'
import type { TopicListener } from './topic-hub.ts'

const topic = 'system.stats'

function event(seq: number): BusEvent {
  return { topic, seq, at: '', data: { kind: 'system.stats', queues: {}, inFlightBytes: 0, sockets: 0 } }
}

function setUp(kept: () => { events: BusEvent[]; missed: number }, last = 1) {
  let listener: TopicListener = () => {}
  const seen: (number | string)[] = []
  const hub = {
    listen: async (_topic: string, added: TopicListener) => {
      listener = added
      return () => {}
    },
    since: async (_topic: string, seq: number) => {
      const { events, missed } = kept()
      return { events: events.filter((each) => each.seq > seq), missed }
    },
    last: async () => last,
  }
  return {
    seen,
    live: (seq: number) => listener({ event: event(seq), text: '' }),
    feed: (since?: number) =>
      createTopicFeed({
        topic,
        since,
        hub,
        deliver: (message) => seen.push(message.event.seq),
        gap: (missed) => seen.push(`gap ${missed}`),
        onError: (error) => seen.push(String(error)),
      }),
  }
}

describe('a feed', () => {
  test('says where the topic was when it became live, and gives nothing of before', async () => {
    const { seen, live, feed } = setUp(() => ({ events: [], missed: 0 }), 6)
    const opening = feed()
    live(6)
    live(7)
    const opened = await opening
    await opened.begin()
    expect([opened.last, ...seen]).toEqual([6, 7])
  })

  test('that starts now holds live events until it begins', async () => {
    const { seen, live, feed } = setUp(() => ({ events: [], missed: 0 }), 6)
    const opened = await feed()
    live(7)
    expect(seen).toEqual([])
    await opened.begin()
    live(8)
    expect(seen).toEqual([7, 8])
  })

  test('with since sends what was kept, then live ones, none twice', async () => {
    const { seen, live, feed } = setUp(() => ({ events: [4, 5, 6].map(event), missed: 0 }))
    const opened = await feed(3)
    live(6)
    live(7)
    await opened.begin()
    live(8)
    expect(seen).toEqual([4, 5, 6, 7, 8])
  })

  test('says how many are gone', async () => {
    const { seen, feed } = setUp(() => ({ events: [event(9)], missed: 5 }))
    await (await feed(3)).begin()
    expect(seen).toEqual(['gap 5', 9])
  })

  test('fills a hole in live events', async () => {
    const { seen, live, feed } = setUp(() => ({ events: [event(3), event(4)], missed: 0 }))
    await (await feed()).begin()
    live(2)
    live(4)
    live(5)
    await expect.poll(() => seen).toEqual([2, 3, 4, 5])
  })

  test('says so when a hole cannot be filled', async () => {
    const { seen, live, feed } = setUp(() => {
      throw new Error('away')
    })
    await (await feed()).begin()
    live(2)
    live(5)
    await expect.poll(() => seen).toEqual([2, 'gap 2', 5, 'Error: away'])
  })

  test('counts what is gone once', async () => {
    const { seen, live, feed } = setUp(() => ({ events: [], missed: 5 }))
    const opened = await feed(3)
    live(9)
    await opened.begin()
    expect(seen).toEqual(['gap 5', 9])
  })

  test('goes on when a topic begins anew', async () => {
    const { seen, live, feed } = setUp(() => ({ events: [], missed: 0 }))
    await (await feed(500)).begin()
    live(1)
    live(2)
    await expect.poll(() => seen).toEqual([1, 2])
  })

  test('passes over an event that comes late', async () => {
    const { seen, live, feed } = setUp(() => ({ events: [], missed: 0 }), 6)
    await (await feed()).begin()
    live(5)
    live(7)
    await expect.poll(() => seen).toEqual([7])
  })
})
