import { expect, test } from 'vitest'
import { noRecord, preparing, watchTime } from './watch-time.ts'

/** As a stopped process or a sleeping machine: nothing here runs, the clock goes on. */
function freeze(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

const nextTick = () => new Promise((resolve) => setTimeout(resolve, 110))

test('time in which this process was frozen does not count', async () => {
  const late: number[] = []
  const stop = watchTime(
    { taskMs: 500, recordMs: 500 },
    () => 0,
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
    { taskMs: 1_000, recordMs: 300 },
    () => record,
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
    { taskMs: 100, recordMs: 100 },
    () => noRecord,
    (ms) => late.push(ms),
  )()
  await nextTick()
  await nextTick()
  expect(late).toEqual([])
})

test('the time of a task begins when it is prepared', async () => {
  const late: number[] = []
  let inHand = preparing
  const stop = watchTime(
    { taskMs: 200, recordMs: 200 },
    () => inHand,
    (ms) => late.push(ms),
  )
  for (let i = 0; i < 5; i++) await nextTick()
  expect(late).toEqual([])
  inHand = noRecord
  await expect.poll(() => late).toEqual([200])
  stop()
})
