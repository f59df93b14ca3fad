import type { BusEvent } from '@syndicate/contracts'
import { describe, expect, test } from 'vitest'
import {
  countsOf,
  eventsOf,
  isOnLargeScale,
  publishedWithin,
  queueDepths,
  telemetryMeans,
  throughput,
} from './series.ts'

const at = (seconds: number) => new Date(seconds * 1000).toISOString()
const event = (seconds: number, data: object) => ({ topic: 't', seq: 1, at: at(seconds), data }) as BusEvent
const counted = (seconds: number, runs: number, records: number) =>
  event(seconds, { kind: 'system.stats', queues: { extract: runs }, published: { runs, records } })
const countsAt = (...all: [number, number, number][]) =>
  countsOf(
    eventsOf(
      'system.stats',
      all.map((each) => counted(...each)),
    ),
  )

describe('records a second', () => {
  test('are what the server counted between two moments, whoever looks and from when on', () => {
    const counts = countsAt([10, 1, 100], [15, 2, 150], [20, 2, 150], [25, 4, 650])
    expect(throughput(counts, 5_000)).toEqual([
      [15, 20, 25],
      [10, 0, 100],
    ])
    expect(throughput(counts, 10_000)).toEqual([[20], [5]])
  })

  test('are not known where counts are missing: a hole, neither nothing nor a line across', () => {
    const counts = countsAt([10, 1, 100], [15, 1, 200], [115, 9, 9000], [120, 9, 9100])
    expect(throughput(counts, 5_000)).toEqual([
      [15, 67.5, 120],
      [20, null, 20],
    ])
  })

  test('of a minute are told by the counts of a minute, and not at all by old ones', () => {
    const counts = countsAt([0, 0, 0], [60, 5, 600], [120, 11, 1800])
    expect(publishedWithin(counts, 121_000, 60_000)).toEqual({ runs: 6, records: 1200, seconds: 60 })
    expect(publishedWithin(counts, 150_000, 60_000)).toBeNull()
    expect(publishedWithin(countsAt([100, 1, 1]), 101_000, 60_000)).toBeNull()
    expect(countsOf(eventsOf('system.stats', [event(1, { kind: 'system.stats', queues: {} })]))).toEqual([])
  })
})

test('telemetry is the mean of each batch; a field that comes with every other one is a line all the same', () => {
  const events = eventsOf('telemetry', [
    event(1, { kind: 'telemetry', records: [{ cpu: 10, level: 'ok' }, { cpu: 20 }, 7, null] }),
    event(2, { kind: 'telemetry', records: [{ mem: 5 }] }),
    event(3, { kind: 'telemetry', records: [{ cpu: 30 }] }),
  ])
  expect(telemetryMeans(events, 4)).toEqual({
    fields: ['cpu', 'mem'],
    series: [
      [1, 2, 3],
      [15, undefined, 30],
      [undefined, 5, undefined],
    ],
  })
  expect(telemetryMeans(events, 1).fields).toEqual(['cpu'])
})

test('where telemetry stopped for far longer than its usual pause there is a hole', () => {
  const seconds = [1, 2, 3, 4, 64, 65]
  const events = eventsOf(
    'telemetry',
    seconds.map((second) => event(second, { kind: 'telemetry', records: [{ cpu: second }] })),
  )
  expect(telemetryMeans(events, 1).series).toEqual([
    [1, 2, 3, 4, 34, 64, 65],
    [1, 2, 3, 4, null, 64, 65],
  ])
})

test('a line far higher than another has an axis of its own', () => {
  expect(isOnLargeScale([[1], [75.5], [134_217_728], [0], [null]])).toEqual([false, true, false, false])
  expect(isOnLargeScale([[1], [2 ** 30], [null]])).toEqual([false, false])
  expect(isOnLargeScale([[]])).toEqual([])
})

test('queue depths are a line a stage, with a hole where nobody told of them', () => {
  const stats = eventsOf('system.stats', [counted(3, 2, 0), counted(8, 1, 0), counted(40, 7, 0)])
  expect(queueDepths(stats, ['extract', 'load'])).toEqual([
    [3, 8, 24, 40],
    [2, 1, null, 7],
    [null, null, null, null],
  ])
})
