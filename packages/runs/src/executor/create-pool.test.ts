import { expect, test } from 'vitest'
import { createPool } from './create-pool.ts'
import type { Hand } from './job.ts'

function openPool(size: number) {
  const hand: Hand = { alive: true, run: () => Promise.reject(new Error('not asked')), close: async () => {} }
  const pool = createPool(size, () => hand)
  const done: string[] = []
  const use = (name: string, weight: number, until: Promise<unknown>, signal?: AbortSignal) =>
    pool.use(weight, () => until.then(() => void done.push(name)), signal)
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
