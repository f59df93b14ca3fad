import type { BusEvent, Run } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { paceOf } from './run-pace.ts'

const startMs = Date.UTC(2026, 0, 1)
const moment = (seconds: number) => new Date(startMs + seconds * 1000).toISOString()
const done = (chunks: number) => ({ chunks, ms: 1 })

function runWith(changes: { chunks: number | null; done: number; in?: number; startedAt?: string | null }): Run {
  const stages = {
    extract: done(0),
    transform: done(changes.done),
    load: done(changes.done),
    validate: done(changes.done),
  }
  return {
    state: 'running',
    startedAt: moment(0),
    counts: { in: changes.in ?? 0 },
    stages,
    ...changes,
  } as unknown as Run
}

/** Newest first, as a page keeps them. */
const through = (...seconds: number[]) =>
  seconds.map(
    (second, ordinal) =>
      ({ at: moment(second), data: { kind: 'run.progress', stage: 'validate', ordinal, records: 500 } }) as BusEvent,
  )

test('the pace is that of the last half minute, and what is left follows from the parts', () => {
  const events = through(99, 97, 95, 93, 91, 89, 87, 85, 83, 81, 79, 77, 75, 73, 71, 60, 5)
  expect(paceOf(runWith({ chunks: 40, done: 20 }), events, startMs + 100_000)).toEqual({
    share: 0.5,
    recordsPerSecond: 250,
    leftMs: 40_000,
    unknown: null,
  })
})

test('a run that has just begun is told by the time since', () => {
  const run = runWith({ chunks: 10, done: 1, in: 1000 })
  expect(paceOf(run, through(1), startMs + 2_000)).toMatchObject({ recordsPerSecond: 500, leftMs: 18_000 })
})

test('what nobody can know is not made up', () => {
  const now = startMs + 100_000
  expect(paceOf(runWith({ chunks: null, done: 0, startedAt: null }), [], now)).toMatchObject({
    share: null,
    leftMs: null,
    unknown: 'no worker has begun it yet',
  })
  expect(paceOf(runWith({ chunks: 4, done: 0 }), [], now)).toMatchObject({ share: 0, leftMs: null })
  expect(paceOf(runWith({ chunks: null, done: 3 }), through(99, 98), now)).toMatchObject({
    share: null,
    leftMs: null,
    unknown: 'it is not known yet how many parts it has',
  })
  expect(paceOf(runWith({ chunks: 9, done: 3 }), through(20, 10, 5), now)).toEqual({
    share: 1 / 3,
    recordsPerSecond: 0,
    leftMs: null,
    unknown: 'nothing moved in the last 30 s',
  })
})

test('where only the newest events are kept, they tell of the time that they are from', () => {
  const pace = paceOf(runWith({ chunks: 100, done: 50 }), through(99, 98, 97, 96), startMs + 100_000)
  expect(pace).toMatchObject({ recordsPerSecond: 500, leftMs: 50_000 })
})
