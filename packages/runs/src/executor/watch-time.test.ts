import { expect, test } from 'vitest'
import { noRecord, preparing, waiting, watchTime, type Activity } from './watch-time.ts'

/** As a stopped process or a sleeping machine: nothing here runs, the clock goes on. */
function freeze(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

/** Of one task alone. */
const of = (record: () => number) => (): Activity => ({ task: 1, record: record() })

const nextTick = () => new Promise((resolve) => setTimeout(resolve, 110))

test('time in which this process was frozen does not count', async () => {
  const late: number[] = []
  const stop = watchTime(
    () => ({ taskMs: 500, recordMs: 500 }),
    of(() => 0),
    (ms) => late.push(ms),
  )
  freeze(1_000)
  await nextTick()
  expect(late).toEqual([])
  await expect.poll(() => late).toEqual([500])
  stop()
})

test('a record that stays in hand is told before the task is, a record after the other is not', async () => {
  const late: number[] = []
  let record = 0
  const changing = setInterval(() => record++, 20)
  const stop = watchTime(
    () => ({ taskMs: 1_000, recordMs: 300 }),
    of(() => record),
    (ms) => late.push(ms),
  )
  await nextTick()
  await nextTick()
  await nextTick()
  await nextTick()
  expect(late).toEqual([])
  clearInterval(changing)
  await expect.poll(() => late).toEqual([300])
  stop()
})

test('nothing is told of a watch that has ended', async () => {
  const late: number[] = []
  watchTime(
    () => ({ taskMs: 100, recordMs: 100 }),
    of(() => noRecord),
    (ms) => late.push(ms),
  )()
  await nextTick()
  await nextTick()
  expect(late).toEqual([])
})

test.each([
  ['a task is not worked on while it is prepared', preparing],
  ['waiting for the database is no work, however long it takes', waiting],
])('%s', async (_name, before) => {
  const late: number[] = []
  let activity = before
  const stop = watchTime(
    () => ({ taskMs: 200, recordMs: 200 }),
    of(() => activity),
    (ms) => late.push(ms),
  )
  for (let i = 0; i < 5; i++) await nextTick()
  expect(late).toEqual([])
  activity = noRecord
  await expect.poll(() => late).toEqual([200])
  stop()
})

test('each task has its own time, and one that is over none', async () => {
  const late: number[] = []
  let task = 0
  const changing = setInterval(() => task++, 150)
  const stop = watchTime(
    (of) => (of === -1 ? undefined : { taskMs: of === -2 ? 100 : 300, recordMs: 300 }),
    () => ({ task, record: 5 }),
    (ms) => late.push(ms),
  )
  for (let i = 0; i < 6; i++) await nextTick()
  clearInterval(changing)
  task = -1
  for (let i = 0; i < 5; i++) await nextTick()
  expect(late).toEqual([])
  task = -2
  await expect.poll(() => late).toEqual([100])
  stop()
})
