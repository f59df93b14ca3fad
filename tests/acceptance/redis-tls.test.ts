import { join } from 'node:path'
import { freePort, temporaryState, type Service } from '@syndicate/stack'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthority } from './certificate-authority.ts'
import { expectMainRoad } from './main-road.ts'
import { canTryTls, whyNotTls } from './redis-with-tls.ts'
import { startOwnRedis } from './start-own-redis.ts'
import { validate } from './validate.ts'

const name = 'redis.example.com'
const folder = temporaryState()

let redis: Service
/** What reaches it. */
let env: Record<string, string>

beforeAll(async () => {
  if (!canTryTls) return
  const authority = createAuthority(folder.path)
  const client = authority.certify('syndicate')
  const [port, server] = [await freePort(0), authority.certify(name)]
  const settings = [
    `tls-port ${port}`,
    `tls-cert-file ${server.cert}`,
    `tls-key-file ${server.key}`,
    `tls-ca-cert-file ${authority.ca}`,
    'tls-auth-clients yes',
  ]
  redis = await startOwnRedis(join(folder.path, 'redis'), { settings })
  const url = new URL(redis.url)
  url.port = `${port}`
  env = {
    REDIS_URL: url.href.replace('redis:', 'rediss:'),
    REDIS_CA_FILE: authority.ca,
    REDIS_CERT_FILE: client.cert,
    REDIS_KEY_FILE: client.key,
    REDIS_SERVERNAME: name,
  }
})
afterAll(async () => {
  await redis?.stop()
  folder.remove()
})

describe.runIf(canTryTls)(`Redis over TLS (${whyNotTls})`, () => {
  test('that asks for certificates does all that a plain one does', { timeout: 120_000 }, () => expectMainRoad(env))

  test.for<[string, Record<string, string>, string]>([
    ['without the authority', { REDIS_CA_FILE: '' }, 'REDIS_CA_FILE names'],
    ['without a certificate', { REDIS_CERT_FILE: '', REDIS_KEY_FILE: '' }, 'REDIS_CERT_FILE and'],
  ])('%s is refused, and it is said what is missing', { timeout: 120_000 }, async ([, change, told]) => {
    expect(await validate({ ...env, ...change })).toMatch(new RegExp(`✗ Redis does not answer: .*${told}`))
  })
})
