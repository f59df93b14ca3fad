import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createBatcher, type BatcherOptions } from './create-batcher.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

/** A batcher of numbers that doubles them, each batch when it is told to. */
function setUp(options: Partial<BatcherOptions<number, number>> = {}) {
  const begun: number[][] = []
  const ends: PromiseWithResolvers<void>[] = []
  const batcher = createBatcher<number, number>({
    async work(items) {
      begun.push(items)
      const end = Promise.withResolvers<void>()
      ends.push(end)
      await end.promise
      return items.map((item) => item * 2)
    },
    most: 3,
    atOnce: 1,
    waitMs: 100,
    ...options,
  })
  const add = (...items: number[]) => Promise.allSettled(items.map((item) => batcher.add(item)))
  return {
    batcher,
    add,
    begun,
    end: () => ends.shift()!.resolve(),
    fail: () => ends.shift()!.reject(new Error('away')),
  }
}

test('a batch leaves when its first item has waited long enough, and each item gets its own result', async () => {
  const { batcher, add, begun, end } = setUp()
  const first = add(1)
  await pass(99)
  const second = add(2)
  expect([begun, batcher.waiting]).toEqual([[], 2])
  await pass(1)
  expect([begun, batcher.waiting]).toEqual([[[1, 2]], 0])
  end()
  expect([await first, await second]).toMatchObject([[{ value: 2 }], [{ value: 4 }]])
})

test('a full batch leaves at once', async () => {
  const { begun, add } = setUp({ atOnce: 2 })
  void add(1, 2, 3, 4)
  expect(begun).toEqual([[1, 2, 3]])
  await pass(100)
  expect(begun).toEqual([[1, 2, 3], [4]])
})

test('no batch has more bytes than it may, but for an item that has more by itself', async () => {
  const { begun, add } = setUp({ atOnce: 9, mostBytes: 10, bytesOf: (item) => item })
  void add(6, 5, 5, 11, 1)
  expect(begun).toEqual([[6], [5, 5], [11]])
  await pass(100)
  expect(begun.at(-1)).toEqual([1])
})

test('what comes while enough is under way gathers, and leaves the moment that ends', async () => {
  const { batcher, begun, add, end } = setUp()
  void add(1, 2, 3)
  void add(4)
  await pass(1_000)
  void add(5, 6, 7, 8)
  expect([begun, batcher.waiting]).toEqual([[[1, 2, 3]], 5])
  end()
  await pass(0)
  expect(begun).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ])
  end()
  await pass(0)
  expect(begun).toHaveLength(2)
  await pass(100)
  expect(begun).toHaveLength(3)
})

test('nobody waits for company when no time is given for it', async () => {
  const { begun, add, end } = setUp({ waitMs: 0 })
  void add(1)
  void add(2)
  await Promise.resolve()
  expect(begun).toEqual([[1, 2]])
  void add(3)
  await Promise.resolve()
  void add(4)
  end()
  await pass(0)
  expect(begun).toEqual([
    [1, 2],
    [3, 4],
  ])
})

test('a batch that fails fails each of its items and no other', async () => {
  const { add, end, fail } = setUp({ most: 2 })
  const items = add(1, 2, 3, 4)
  fail()
  await pass(0)
  end()
  expect((await items).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled'])
})

test('work that throws before it begins fails its items alone', async () => {
  let times = 0
  const batcher = createBatcher<number>({
    work: () => {
      if (++times === 1) throw new Error('broken')
      return Promise.resolve()
    },
    most: 1,
    atOnce: 1,
    waitMs: 100,
  })
  await expect(batcher.add(1)).rejects.toThrow('broken')
  await expect(batcher.add(2)).resolves.toBeUndefined()
})

test('flushing sends what waits, and waits for all that is under way, whatever becomes of it', async () => {
  const { batcher, begun, add, end, fail } = setUp({ atOnce: 2 })
  void add(1, 2, 3)
  void add(4)
  let isDone = false
  const flushed = batcher.flush().then(() => (isDone = true))
  expect(begun).toEqual([[1, 2, 3], [4]])
  fail()
  await pass(1_000)
  expect(isDone).toBe(false)
  end()
  await flushed
  await batcher.flush()
  expect(vi.getTimerCount()).toBe(0)
})

test('a timer that fired while nothing could leave keeps no later batch waiting', async () => {
  const { begun, add, end } = setUp()
  void add(1)
  await pass(100)
  void add(2)
  await pass(100)
  end()
  await pass(0)
  end()
  void add(3)
  await pass(100)
  expect(begun).toEqual([[1], [2], [3]])
})
