import { afterEach, expect, test, vi } from 'vitest'
import { onAbort, pause, within } from './wait.ts'

afterEach(() => void vi.useRealTimers())

test('a pause is given up with its signal', async () => {
  const ending = new AbortController()
  const paused = pause(60_000, ending.signal)
  ending.abort()
  await expect(paused).rejects.toMatchObject({ code: 'aborted' })
  await expect(pause(60_000, ending.signal)).rejects.toMatchObject({ code: 'aborted' })
})

test('within gives what is there in time, and nothing else', async () => {
  vi.useFakeTimers()
  expect(await within(10, Promise.resolve(1))).toBe(1)
  const late = within(10, new Promise(() => {}))
  await vi.advanceTimersByTimeAsync(10)
  expect(await late).toBeUndefined()
  expect(vi.getTimerCount()).toBe(0)
})

test('onAbort calls at once when it is too late, and not when told not to', () => {
  const called: string[] = []
  const ending = new AbortController()
  onAbort(ending.signal, () => called.push('heard'))
  onAbort(ending.signal, () => called.push('left'))()
  ending.abort()
  onAbort(ending.signal, () => called.push('late'))
  expect(called).toEqual(['heard', 'late'])
})
