import type { BusEvent } from '@syndicate/contracts'
import { describe, expect, test } from 'vitest'
import type { ClientError } from './client-error.ts'
import { createTopics, type Follower } from './topics.ts'

const topic = 'system.stats'

function event(seq: number, of = topic): BusEvent {
  return { topic: of, seq, at: '', data: { kind: 'system.stats', queues: {}, inFlightBytes: 0, sockets: 0 } }
}

/** Somebody who writes down what comes. */
function follower(since?: number) {
  const given: (number | string)[] = []
  const self: Follower = {
    seen: since === undefined ? {} : { [topic]: since },
    take: (item) => given.push(item.type === 'event' ? item.event.seq : `gap ${item.missed}`),
    began: () => given.push('began'),
    fail: (error) => given.push(error.code),
  }
  return { self, given }
}

function setUp(since?: number) {
  const topics = createTopics()
  const one = follower(since)
  topics.add(topic, one.self)
  const live = (...seqs: number[]) => seqs.forEach((seq) => topics.event(event(seq)))
  return { topics, live, ...one }
}

describe('a follower', () => {
  test('of now gets what comes after the place the server names, also when nothing came before a break', () => {
    const { topics, live, given } = setUp()
    expect(topics.since(topic)).toBeUndefined()
    topics.begin(topic, 7)
    expect(topics.since(topic)).toBe(7)
    topics.begin(topic, 7)
    live(8, 9)
    expect(given).toEqual(['began', 'began', 8, 9])
    expect(topics.since(topic)).toBe(9)
  })

  test('gets none twice that a new connection brings again', () => {
    const { topics, live, given } = setUp(0)
    topics.begin(topic, 0)
    live(1, 2, 3)
    topics.begin(topic, 1)
    live(2, 3, 4)
    expect(given).toEqual(['began', 1, 2, 3, 'began', 4])
  })

  test('is told once of what is gone, whether the server says so or seq jumps', () => {
    const { topics, live, given } = setUp(2)
    topics.begin(topic, 2)
    topics.gap(topic, 3)
    live(6, 9)
    expect(given).toEqual(['began', 'gap 3', 6, 'gap 2', 9])
    expect(topics.since(topic)).toBe(9)
  })

  test('goes on when a topic begins anew', () => {
    const { topics, live, given } = setUp(500)
    topics.begin(topic, 500)
    live(1, 2)
    topics.begin(topic, 2)
    live(3)
    expect(given).toEqual(['began', 1, 2, 'began', 3])
  })
})

describe('several followers', () => {
  test('get each their own: who begins earlier makes the topic be asked for again, and others hear nothing twice', () => {
    const { topics, live, given } = setUp(0)
    topics.begin(topic, 0)
    live(1, 2)
    const now = follower()
    expect(topics.add(topic, now.self)).toBe(false)
    const early = follower(0)
    expect(topics.add(topic, early.self)).toBe(true)
    expect(topics.since(topic)).toBe(0)
    topics.begin(topic, 0)
    topics.gap(topic, 1)
    live(2, 3)
    expect(given).toEqual(['began', 1, 2, 'began', 3])
    expect(now.given).toEqual(['began', 'began', 3])
    expect(early.given).toEqual(['began', 'gap 1', 2, 3])
  })

  test('of other topics are left alone by the refusal of one', () => {
    const { topics, given } = setUp()
    const other = follower()
    topics.add('telemetry.live', other.self)
    topics.fail({ code: 'forbidden' } as ClientError, topic)
    expect([given, other.given]).toEqual([['forbidden'], []])
    topics.fail({ code: 'aborted' } as ClientError)
    expect(other.given).toEqual(['aborted'])
  })

  test('who leave take the topic along with the last', () => {
    const { topics, self } = setUp()
    const other = follower()
    topics.add(topic, other.self)
    expect([topics.remove(topic, self), topics.remove(topic, other.self), topics.names()]).toEqual([false, true, []])
  })
})
