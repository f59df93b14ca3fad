import { expect, test } from 'vitest'
import { createLocalAttempts } from './local-attempts.ts'

const rule = { free: 2, firstPauseMs: 1_000, longestPauseMs: 3_000, forgottenAfterMs: 10_000 }

function setUp() {
  const clock = { now: 5_000 }
  return { clock, attempts: createLocalAttempts(() => clock.now), keys: [{ key: 'a', rule }] }
}

test('after the free ones the pause doubles up to the longest', () => {
  const { clock, attempts, keys } = setUp()
  expect([attempts.begin(keys), attempts.begin(keys)]).toEqual([0, 0])
  for (const pause of [1_000, 2_000, 3_000, 3_000]) {
    expect(attempts.begin(keys)).toBe(pause)
    clock.now += pause - 1
    expect(attempts.pause(keys)).toBe(1)
    clock.now += 1
    expect(attempts.begin(keys)).toBe(0)
  }
})

test('one that was right is not counted, and what is not tried for a while is forgotten', () => {
  const { clock, attempts, keys } = setUp()
  for (let round = 0; round < 5; round += 1) {
    expect(attempts.begin(keys)).toBe(0)
    attempts.undo(keys)
  }
  attempts.begin(keys)
  attempts.begin(keys)
  expect(attempts.pause(keys)).toBe(1_000)
  clock.now += 10_000
  attempts.undo(keys)
  expect([attempts.begin(keys), attempts.begin(keys), attempts.begin(keys)]).toEqual([0, 0, 1_000])
})

test('one counter that refuses spares the others', () => {
  const { attempts, keys } = setUp()
  attempts.begin(keys)
  attempts.begin(keys)
  const other = { key: 'b', rule }
  expect(attempts.begin([...keys, other])).toBe(1_000)
  expect([attempts.begin([other]), attempts.begin([other])]).toEqual([0, 0])
})
