import { resolve } from 'node:path'
import { temporaryState } from '@syndicate/stack'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readBlocks } from '../docs/read-blocks.ts'
import { createAuthority } from './certificate-authority.ts'
import { expectMainRoad } from './main-road.ts'
import { canTryTls, whyNotTls } from './redis-with-tls.ts'
import { startSentinels, type Sentinels } from './redis-sentinels.ts'
import { validate } from './validate.ts'

const folder = temporaryState()
const { files } = readBlocks(resolve(import.meta.dirname, '../../docs/redis.md'), 'Sentinel')
const name = 'redis.example.com'

let sentinels: Sentinels
let env: Record<string, string>

/** All at once: TLS to servers and sentinels, a user at each, and a sentinel that is away. */
beforeAll(async () => {
  if (!canTryTls) return
  const authority = createAuthority(folder.path)
  const server = authority.certify(name)
  const tls = [
    `tls-cert-file ${server.cert}`,
    `tls-key-file ${server.key}`,
    `tls-ca-cert-file ${authority.ca}`,
    'tls-auth-clients no',
    'tls-replication yes',
  ]
  const user = files['sentinel.conf']!.trim().split('\n').at(-1)!
  sentinels = await startSentinels({
    folder: folder.path,
    servers: 1,
    sentinels: 2,
    tls,
    sentinelSettings: ['requirepass of-sentinels', 'sentinel sentinel-pass of-sentinels', user],
  })
  env = {
    REDIS_URL: `rediss+sentinel://127.0.0.1:1,${sentinels.hosts.join()}/main`,
    REDIS_PASSWORD: sentinels.password,
    REDIS_SENTINEL_USERNAME: 'syndicate',
    REDIS_SENTINEL_PASSWORD: 'password',
    REDIS_CA_FILE: authority.ca,
    REDIS_SERVERNAME: name,
  }
})
afterAll(async () => {
  await sentinels?.stop()
  folder.remove()
})

test('a master that sentinels name does all that one in the URL does', { timeout: 120_000 }, async ({ skip }) => {
  skip(!canTryTls, whyNotTls)
  await expectMainRoad(env)
})

test('what sentinels refuse is told, and what to do about it', { timeout: 120_000 }, async ({ skip }) => {
  skip(!canTryTls, whyNotTls)
  const output = await validate({ ...env, REDIS_SENTINEL_PASSWORD: 'another' })
  expect(output).toMatch(/✗ Redis does not answer: .*WRONGPASS.*; REDIS_SENTINEL_USERNAME and REDIS_SENTINEL_PASSWORD/)
})
