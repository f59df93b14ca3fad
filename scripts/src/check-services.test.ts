import { expect, it } from 'vitest'
import { judgeRedis, reasonOf } from './check-services.ts'

const good = { redis_version: '7.4.1', maxmemory_policy: 'noeviction', aof_enabled: '1' }
const states = (info: Record<string, string>) => judgeRedis(info).map(({ state }) => state)

it('is content with a Redis that keeps what it is given', () => {
  expect(states(good)).toEqual(['ok', 'ok', 'ok'])
})

it('finds a Redis that is old, forgets jobs or loses them with a crash', () => {
  expect(states({ ...good, redis_version: '6.2.0' })[0]).toBe('wrong')
  expect(states({ ...good, maxmemory_policy: 'allkeys-lru' })[1]).toBe('wrong')
  expect(states({ ...good, aof_enabled: '0' })[2]).toBe('warning')
})

it.each([
  ['self-signed certificate in certificate chain', 'NODE_EXTRA_CA_CERTS'],
  ['Client network socket disconnected before secure TLS connection was established', 'leave out sslmode'],
])('says what to do about "%s"', (message, advice) => expect(reasonOf(new Error(message))).toContain(advice))
