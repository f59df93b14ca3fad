import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchCredential } from './watch-credential.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function watch(look: () => Promise<Date | null>) {
  const seen = { ended: 0, errors: 0 }
  const stop = watchCredential({ look, onEnd: () => (seen.ended += 1), onError: () => (seen.errors += 1) })
  return { seen, stop }
}

const inMs = (ms: number) => new Date(Date.now() + ms)

test('what was revoked before anybody listened ends at once', async () => {
  const { seen } = watch(async () => null)
  await vi.advanceTimersByTimeAsync(0)
  expect(seen.ended).toBe(1)
})

test('ends on time, and not before when it is renewed meanwhile', async () => {
  let until: Date | null = inMs(1_000)
  const { seen } = watch(async () => (until && until.getTime() > Date.now() ? until : null))
  await vi.advanceTimersByTimeAsync(900)
  until = inMs(1_000)
  await vi.advanceTimersByTimeAsync(900)
  expect(seen.ended).toBe(0)
  await vi.advanceTimersByTimeAsync(200)
  expect(seen.ended).toBe(1)
})

test('looks again after half a minute, also after it could not; not when it is stopped', async () => {
  let looks = 0
  const { seen, stop } = watch(async () => {
    looks += 1
    if (looks === 2) throw new Error('away')
    return inMs(3_600_000)
  })
  await vi.advanceTimersByTimeAsync(60_000)
  expect([looks, seen]).toEqual([3, { ended: 0, errors: 1 }])
  stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(looks).toBe(3)
})
