import type { BusEvent } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { eventsOf, isOnLargeScale, queueDepths, telemetryMeans, throughput } from './series.ts'

const at = (seconds: number) => new Date(seconds * 1000).toISOString()
const event = (seconds: number, data: object) => ({ topic: 't', seq: 1, at: at(seconds), data }) as BusEvent
const published = (seconds: number, loaded: number) =>
  event(seconds, { kind: 'run.state', state: 'published', counts: { loaded } })

test('records a second are those published in each step', () => {
  const events = [published(11, 50), published(14, 50), published(21, 10), published(99, 1)]
  const failed = event(12, { kind: 'run.state', state: 'failed', counts: { loaded: 7 } })
  const states = eventsOf('run.state', [...events, failed, event(12, { kind: 'telemetry', records: [] })])
  expect(throughput(states, 10_000, 25_000, 5_000)).toEqual([
    [10, 15, 20],
    [20, 0, 2],
  ])
})

test('telemetry is the mean of each batch, and a hole where a field is missing', () => {
  const events = eventsOf('telemetry', [
    event(1, { kind: 'telemetry', records: [{ cpu: 10, level: 'ok' }, { cpu: 20 }, 7, null] }),
    event(2, { kind: 'telemetry', records: [{ mem: 5 }] }),
  ])
  expect(telemetryMeans(events, 4)).toEqual({
    fields: ['cpu', 'mem'],
    series: [
      [1, 2],
      [15, null],
      [null, 5],
    ],
  })
  expect(telemetryMeans(events, 1).fields).toEqual(['cpu'])
})

test('a line far higher than another has an axis of its own', () => {
  expect(isOnLargeScale([[1], [75.5], [134_217_728], [0], [null]])).toEqual([false, true, false, false])
  expect(isOnLargeScale([[1], [2 ** 30], [null]])).toEqual([false, false])
  expect(isOnLargeScale([[]])).toEqual([])
})

test('queue depths are a line a stage', () => {
  const stats = eventsOf('system.stats', [event(3, { kind: 'system.stats', queues: { extract: 2 } })])
  expect(queueDepths(stats, ['extract', 'load'])).toEqual([[3], [2], [null]])
})
