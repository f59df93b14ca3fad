import type { Session } from '@syndicate/catalog'
import { expect, test } from 'vitest'
import { createCredentialCache } from './credential-cache.ts'

function setUp() {
  const clock = { now: 1_000_000, setBackBy: 0 }
  const state = { asked: 0, session: session(clock.now + 3_600_000) as Session | null }
  const find = async () => {
    state.asked += 1
    return state.session
  }
  return {
    clock,
    state,
    cache: createCredentialCache(
      { find },
      () => clock.now - clock.setBackBy,
      () => clock.now,
    ),
  }
}

function session(expiresAtMs: number): Session {
  return {
    userId: 'u',
    username: 'trader1',
    role: 'admin',
    source: 'local',
    createdAt: new Date(0),
    expiresAt: new Date(expiresAtMs),
  }
}

test('asks once in five seconds, also when many ask together', async () => {
  const { clock, state, cache } = setUp()
  await Promise.all([cache.find('s'), cache.find('s'), cache.find('s')])
  clock.now += 5_000
  await cache.find('s')
  expect(state.asked).toBe(1)
  clock.now += 1
  await cache.find('s')
  expect(state.asked).toBe(2)
})

test('a revocation is seen at once when it is signalled, within five seconds when not', async () => {
  const { clock, state, cache } = setUp()
  await cache.find('s')
  state.session = null
  expect(await cache.find('s')).not.toBeNull()
  cache.forget('s')
  expect(await cache.find('s')).toBeNull()
  state.session = session(clock.now + 1)
  clock.now += 5_001
  expect(await cache.find('s')).toBeNull()
})

test('a clock that is set back does not make it trust what it remembers for longer', async () => {
  const { clock, state, cache } = setUp()
  await cache.find('s')
  state.session = null
  clock.setBackBy = 3_600_000
  clock.now += 5_001
  expect(await cache.find('s')).toBeNull()
})

test('a remembered session still ends on time', async () => {
  const { clock, state, cache } = setUp()
  state.session = session(clock.now + 1_000)
  expect(await cache.find('s')).not.toBeNull()
  clock.now += 1_000
  expect(await cache.find('s')).toBeNull()
})

test('a failed look-up is not remembered', async () => {
  let fails = true
  const cache = createCredentialCache({
    find: async () => {
      if (fails) throw new Error('away')
      return session(Date.now() + 60_000)
    },
  })
  await expect(cache.find('s')).rejects.toThrow('away')
  fails = false
  expect(await cache.find('s')).not.toBeNull()
})
