import { expect, it } from 'vitest'
import { reasonOf } from './reason-of.ts'
import { reasonOfRedis } from './reason-of-redis.ts'
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

it.each([
  ['self-signed certificate in certificate chain', 'REDIS_CA_FILE'],
  ["Hostname/IP does not match certificate's altnames: Host: redis.", 'REDIS_SERVERNAME'],
  ['4093:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:../x.c:918', 'REDIS_CERT_FILE'],
  ['4093:error:0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca:../x.c:918', 'REDIS_CERT_FILE'],
  ['write ECONNRESET', 'REDIS_CERT_FILE'],
  ['connect ETIMEDOUT', 'redis:// for rediss://'],
])('says what to do about "%s" of a Redis with TLS, and not without', (message, advice) => {
  expect(reasonOfRedis(new Error(message), 'rediss://redis')).toMatch(new RegExp(`^[^:]*(: Host.*)?; .*${advice}`))
  expect(reasonOfRedis(new Error(message), 'redis://redis')).not.toContain(advice)
})

it.each([
  ['failed to connect to sentinel one:26379 because ERR No such master with that name', 'name at the end of REDIS_URL'],
  ['connected to sentinel one:26379 successfully, but got an invalid reply: null', 'name at the end of REDIS_URL'],
  ['failed to connect to sentinel one:26379 because NOAUTH Authentication required.', 'REDIS_SENTINEL_PASSWORD'],
])('says what to do about "%s"', (message, advice) => {
  expect(reasonOfRedis(new Error(message), 'redis+sentinel://one/main')).toContain(advice)
})
