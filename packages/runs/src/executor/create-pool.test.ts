import { expect, test } from 'vitest'
import { NoPlace } from '../faults/no-place.ts'
import { createPool } from './create-pool.ts'
import type { Runner } from './task.ts'

function openRunner(): Runner & { alive: boolean } {
  return { alive: true, run: () => Promise.reject(new Error('not asked')), giveBack: () => {}, close: async () => {} }
}

function openPool(size: number, lightWeight = 0) {
  const pool = createPool({ size, each: 1, lightWeight, open: openRunner })
  const done: string[] = []
  const use = (name: string, weight: number, until: Promise<unknown>, signal?: AbortSignal) =>
    pool.use({ weight }, () => until.then(() => void done.push(name)), signal)
  return { pool, done, use }
}

test('the lightest is served next, and among equals the first', async () => {
  const { done, use } = openPool(1)
  const gate = Promise.withResolvers<void>()
  const all = [
    use('running', 9, gate.promise),
    use('heavy', 9, Promise.resolve()),
    use('light', 1, Promise.resolve()),
    use('light too', 1, Promise.resolve()),
  ]
  gate.resolve()
  await Promise.all(all)
  expect(done).toEqual(['running', 'light', 'light too', 'heavy'])
})

test('what has waited long is passed by nobody', async () => {
  const { done, use } = openPool(1)
  const gate = Promise.withResolvers<void>()
  const all = [use('running', 9, gate.promise), use('heavy', 9, Promise.resolve())]
  const began = performance.now()
  await expect.poll(() => performance.now() - began).toBeGreaterThan(110)
  all.push(use('light', 1, Promise.resolve()))
  gate.resolve()
  await Promise.all(all)
  expect(done).toEqual(['running', 'heavy', 'light'])
})

test('a turn given back in the very moment its heir is aborted is not lost', async () => {
  const { done, use } = openPool(1)
  const abort = new AbortController()
  const gate = Promise.withResolvers<void>()
  const running = use('running', 1, gate.promise)
  const heir = use('heir', 1, Promise.resolve(), abort.signal).catch(() => 'aborted')
  const last = use('last', 1, Promise.resolve())
  gate.resolve()
  abort.abort()
  expect(await heir).toBe('aborted')
  await Promise.all([running, last])
  expect(done).toEqual(['running', 'last'])
})

test('what weighs next to nothing waits for nobody', async () => {
  const { done, use } = openPool(1, 5)
  const gate = Promise.withResolvers<void>()
  const running = use('running', 9, gate.promise)
  await use('light', 1, Promise.resolve())
  expect(done).toEqual(['light'])
  gate.resolve()
  await running
})

test('each runner has its share of the tasks, an idle one is taken before another is opened, a dead one no more', async () => {
  const opened: ReturnType<typeof openRunner>[] = []
  const open = () => {
    opened.push(openRunner())
    return opened.at(-1)!
  }
  const pool = createPool({ size: 2, each: 2, open })
  const gate = Promise.withResolvers<void>()
  const of: Runner[] = []
  const use = () => pool.use({ weight: 1 }, (runner) => (of.push(runner), gate.promise))
  const all = Array.from({ length: 5 }, use)
  await expect.poll(() => of).toHaveLength(4)
  expect(opened.map((runner) => of.filter((one) => one === runner).length)).toEqual([2, 2])
  gate.resolve()
  await Promise.all(all)
  expect(of).toHaveLength(5)
  opened[0]!.alive = false
  for (let i = 0; i < 3; i++) await pool.use({ weight: 1 }, async (runner) => expect(runner).toBe(opened[1]))
  expect(opened).toHaveLength(2)
})

test('who has the least in hand is served before whoever is lighter', async () => {
  const pool = createPool({ size: 2, each: 1, open: openRunner })
  const done: string[] = []
  const use = (whose: string, weight: number, until: Promise<unknown> = Promise.resolve()) =>
    pool.use({ weight, whose }, () => until.then(() => void done.push(`${whose} ${weight}`)))
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const all = [use('one', 9, first.promise), use('one', 8, second.promise), use('one', 1), use('another', 9)]
  first.resolve()
  await Promise.all([all[0], all[2], all[3]])
  expect(done).toEqual(['one 9', 'another 9', 'one 1'])
  second.resolve()
  await Promise.all(all)
})

test('who has nothing in hand gets a runner to spare while another keeps them all', async () => {
  const pool = createPool({ size: 1, each: 1, spare: 1, spareWeight: 5, open: openRunner })
  const gate = Promise.withResolvers<void>()
  const kept = pool.use({ weight: 9, whose: 'one' }, () => gate.promise)
  const done: string[] = []
  const more = pool.use({ weight: 1, whose: 'one' }, async () => void done.push('one'))
  await pool.use({ weight: 1, whose: 'another' }, async () => void done.push('another'))
  expect(done[0]).toBe('another')
  gate.resolve()
  await Promise.all([kept, more])
})

test('a runner that has nothing to do is closed after a while, and the next task opens another', async () => {
  const closed: Runner[] = []
  const open = () => {
    const runner: Runner = { ...openRunner(), close: async () => void closed.push(runner) }
    return runner
  }
  const pool = createPool({ size: 1, each: 1, restMs: 50, open })
  const first = await pool.use({ weight: 1 }, async (runner) => runner)
  expect(await pool.use({ weight: 1 }, async (runner) => runner)).toBe(first)
  await expect.poll(() => closed).toEqual([first])
  expect(await pool.use({ weight: 1 }, async (runner) => runner)).not.toBe(first)
})

test('what may have a runner to spare does not stay behind a task that keeps the one it was handed to', async () => {
  const keeps = Promise.withResolvers<void>()
  const givenBack = Promise.withResolvers<never>()
  const open = (): Runner => ({ ...openRunner(), giveBack: () => givenBack.reject(new NoPlace()) })
  const pool = createPool({ size: 1, each: 2, lightWeight: 5, spare: 1, spareWeight: 5, open })
  const kept = pool.use({ weight: 9, whose: 'one' }, () => keeps.promise)
  await expect(pool.use({ weight: 1, whose: 'another' }, () => givenBack.promise)).rejects.toThrow(NoPlace)
  await pool.use({ weight: 1, whose: 'another' }, async () => {})
  keeps.resolve()
  await kept
})
