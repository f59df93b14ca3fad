import type { NewEvent } from '@syndicate/broker'
import type { EventData } from '@syndicate/contracts'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createAnnouncer } from './announcer.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const progress = { kind: 'run.progress', runId: 'r1' } as EventData
const state: EventData = { kind: 'run.state', runId: 'r1', pipeline: 'p', dataset: 'd', state: 'accepted' }

function setUp(publish: () => Promise<void> = () => Promise.resolve()) {
  const messages: string[][] = []
  const errors: unknown[] = []
  const bus = {
    publish: (events: NewEvent[]) => {
      messages.push(events.map(({ topic, data }) => `${topic} ${data.kind}`))
      return publish()
    },
  }
  const announcer = createAnnouncer(bus, (error) => errors.push(error))
  return { announcer, messages, errors }
}

test('progress waits for company a moment, and a change of state takes it along at once', async () => {
  const { announcer, messages } = setUp()
  announcer.announce([progress])
  expect(messages).toEqual([])
  announcer.announce([state])
  expect(messages).toEqual([['runs.r1 run.progress', 'runs.r1 run.state', 'telemetry.live run.state']])
  announcer.announce([progress])
  await vi.advanceTimersByTimeAsync(50)
  expect(messages[1]).toEqual(['runs.r1 run.progress'])
})

test('without a bus nothing is thrown, and later news goes out', async () => {
  const { announcer, messages, errors } = setUp(() => Promise.reject(new Error('away')))
  announcer.announce([state])
  await announcer.flush()
  announcer.announce([state])
  await announcer.flush()
  expect([messages.length, errors.length]).toEqual([2, 2])
})
