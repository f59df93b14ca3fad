import { expect, test } from 'vitest'
import { createBoundedGate } from './bounded-gate.ts'

function held() {
  const releases: (() => void)[] = []
  const state = { running: 0, most: 0 }
  const work = async () => {
    state.running += 1
    state.most = Math.max(state.most, state.running)
    await new Promise<void>((resolve) => releases.push(resolve))
    state.running -= 1
  }
  return { work, releases, state }
}

test('no more than the limit run at once, and those who wait follow in order', async () => {
  const pass = createBoundedGate({ atOnce: 2, waiting: 10 })
  const { work, releases, state } = held()
  const order: number[] = []
  const all = [0, 1, 2, 3, 4].map((index) => pass(work).then(() => order.push(index)))
  for (let done = 0; done < 5; done += 1) {
    while (releases.length <= done) await Promise.resolve()
    releases[done]!()
  }
  await Promise.all(all)
  expect(state.most).toBe(2)
  expect(order).toEqual([0, 1, 2, 3, 4])
})

test('past the queue the answer is unavailable, at once', async () => {
  const pass = createBoundedGate({ atOnce: 1, waiting: 1 })
  const { work, releases } = held()
  const first = pass(work)
  const second = pass(work)
  await expect(pass(work)).rejects.toMatchObject({ code: 'unavailable' })
  releases[0]!()
  await first
  while (releases.length < 2) await Promise.resolve()
  releases[1]!()
  await second
})

test('work that throws gives its place back', async () => {
  const pass = createBoundedGate({ atOnce: 1, waiting: 0 })
  await expect(pass(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await expect(pass(async () => 'yes')).resolves.toBe('yes')
})
