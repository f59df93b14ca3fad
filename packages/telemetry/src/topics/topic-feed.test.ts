import { describe, expect, test } from 'vitest'
import { createTopicFeed } from './topic-feed.ts'
import type { TopicEvent, TopicListener } from './topic-hub.ts'

const topic = 'system.stats'

function event(seq: number): TopicEvent {
  return { topic, seq, text: '' }
}

function setUp(kept: () => { events: TopicEvent[]; missed: number }, last = 1) {
  let listener: TopicListener = () => {}
  const seen: (number | string)[] = []
  const reads: number[] = []
  const taking: PromiseWithResolvers<void>[] = []
  const hub = {
    listen: async (_topic: string, added: TopicListener) => {
      listener = added
      return () => {}
    },
    /** Two at a time. */
    messages: async (_topic: string, seq: number) => {
      const { events, missed } = kept()
      const news = events.filter((each) => each.seq > seq)
      reads.push(seq)
      return { events: news.slice(0, 2), missed, more: news.length > 2 }
    },
    last: async () => last,
  }
  return {
    seen,
    reads,
    /** A reader that has to be told to take what it was sent. */
    taking,
    live: (seq: number) => listener(event(seq)),
    feed: (since?: number, isSlow = false) =>
      createTopicFeed({
        topic,
        since,
        hub,
        deliver: (message) => seen.push(message.seq),
        gap: (missed) => seen.push(`gap ${missed}`),
        room: async () => {
          if (!isSlow) return
          const taken = Promise.withResolvers<void>()
          taking.push(taken)
          await taken.promise
        },
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

  test('reads on when what was sent is taken, and no sooner', async () => {
    const { seen, reads, taking, feed } = setUp(() => ({ events: [1, 2, 3].map(event), missed: 0 }))
    const opened = await feed(0, true)
    const begun = opened.begin()
    await expect.poll(() => taking.length).toBe(1)
    expect([seen, reads]).toEqual([[1, 2], [0]])
    taking[0]!.resolve()
    await expect.poll(() => taking.length).toBe(2)
    expect([seen, reads]).toEqual([
      [1, 2, 3],
      [0, 2],
    ])
    taking[1]!.resolve()
    await begun
  })

  test('holds few of the live events that come meanwhile, and reads the others', async () => {
    const all = Array.from({ length: 1_002 }, (_, index) => event(index + 1))
    let kept = all.slice(0, 1)
    const { seen, reads, taking, live, feed } = setUp(() => ({ events: kept, missed: 0 }))
    const opened = await feed(0, true)
    const begun = opened.begin()
    await expect.poll(() => taking.length).toBe(1)
    kept = all
    for (const { seq } of all.slice(1)) live(seq)
    for (let at = 0; seen.length < 1_002; at += 1) {
      await expect.poll(() => taking.length, { interval: 1 }).toBeGreaterThan(at)
      taking[at]!.resolve()
    }
    await begun
    expect(seen).toEqual(all.map(({ seq }) => seq))
    expect(reads.length).toBeGreaterThan(500)
  })

  test('reads no more once it is stopped', async () => {
    const { seen, taking, feed } = setUp(() => ({ events: [1, 2, 3].map(event), missed: 0 }))
    const opened = await feed(0, true)
    const begun = opened.begin()
    await expect.poll(() => taking.length).toBe(1)
    opened.stop()
    taking[0]!.resolve()
    await begun
    expect(seen).toEqual([1, 2])
  })
})
