import { expect, it } from 'vitest'
import { reasonOf } from './reason-of.ts'
import { judgeRedis } from './redis.ts'

const good = {
  redis_version: '7.4.1',
  maxmemory: '1000',
  used_memory: '100',
  maxmemory_policy: 'noeviction',
  aof_enabled: '1',
}
const found = (change: Record<string, string>) =>
  judgeRedis({ ...good, ...change })
    .filter(({ severity }) => severity !== 'ok')
    .map(({ code, severity }) => `${code} ${severity}`)

it('is content with a Redis that keeps what it is given', () => expect(found({})).toEqual([]))

it.each([
  [{ redis_version: '6.2.0' }, 'redis-version error'],
  [{ role: 'slave' }, 'redis-role error'],
  [{ maxmemory_policy: 'allkeys-lru' }, 'redis-eviction error'],
  [{ maxmemory: '0' }, 'redis-memory warning'],
  [{ used_memory: '800' }, 'redis-memory warning'],
  [{ used_memory: '990' }, 'redis-memory error'],
  [{ aof_enabled: '0' }, 'redis-persistence warning'],
  [{ aof_last_write_status: 'err' }, 'redis-persistence error'],
])('of %j finds %s', (change, finding) => expect(found(change)).toEqual([finding]))

it.each([
  ['self-signed certificate in certificate chain', 'NODE_EXTRA_CA_CERTS'],
  ['Client network socket disconnected before secure TLS connection was established', 'leave out sslmode'],
])('says what to do about "%s"', (message, advice) => expect(reasonOf(new Error(message))).toContain(advice))
