import { X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import type { ConfigProblem } from './config-error.ts'
import type { ConfigFile } from './config-file.ts'
import type { RedisServer } from './config.ts'
import type { Environment, RedisVariables } from './environment.ts'
import { withPassword } from './service-url.ts'

type Problem = (variable: string, expected: string, got: string) => ConfigProblem

/** Settles how Redis is reached, and says where that cannot work. */
export function resolveRedis(
  file: ConfigFile,
  env: Environment,
): { redis: RedisServer | undefined; problems: readonly ConfigProblem[] } {
  const given = env.redisUrl ?? file.api.connectivity.redisUrl
  if (given === undefined) return { redis: undefined, problems: [] }
  const { password, ca, cert, key, servername, sentinelUsername, sentinelPassword } = env.redis
  const url = password === undefined ? given : withPassword(given, password)
  const tls = setOf({ ca, cert, key, servername })
  const sentinel = setOf({ username: sentinelUsername, password: sentinelPassword })
  const problems = [...(tls ? problemsOfTls(url, env.redis) : []), ...(sentinel ? problemsOfSentinel(url) : [])]
  return { redis: { url, ...(tls && { tls }), ...(sentinel && { sentinel }) }, problems }
}

/** Those of the values that are set; undefined where none is. */
function setOf(values: Record<string, string | undefined>): Record<string, string> | undefined {
  const set = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return set.length === 0 ? undefined : Object.fromEntries(set)
}

function problemsOfSentinel(url: string): ConfigProblem[] {
  if (/^rediss?\+sentinel:/.test(url)) return []
  const expected = 'redis+sentinel://, as REDIS_SENTINEL_USERNAME or REDIS_SENTINEL_PASSWORD is set'
  return [problem('REDIS_URL', expected, 'one without sentinels')]
}

/** What would otherwise show with the first connection, or be left out without a word. */
function problemsOfTls(url: string, { ca, cert, key }: RedisVariables): ConfigProblem[] {
  if (!url.startsWith('rediss'))
    return [problem('REDIS_URL', 'rediss://, as REDIS_CA, REDIS_CERT or REDIS_SERVERNAME is set', 'one without TLS')]
  return [
    ...(ca === undefined || isCertificate(ca) ? [] : [problem('REDIS_CA', 'certificates in PEM', 'something else')]),
    ...problemsOfClient(cert, key),
  ]
}

function problemsOfClient(cert: string | undefined, key: string | undefined): ConfigProblem[] {
  if (cert === undefined && key === undefined) return []
  if (key === undefined) return [problem('REDIS_KEY', 'the key of the certificate in REDIS_CERT', 'nothing')]
  if (cert === undefined) return [problem('REDIS_CERT', 'the certificate of the key in REDIS_KEY', 'nothing')]
  if (!isCertificate(cert)) return [problem('REDIS_CERT', 'a certificate in PEM', 'something else')]
  try {
    createSecureContext({ cert, key })
    return []
  } catch {
    // What OpenSSL says of it may show some of it.
    return [
      problem('REDIS_KEY', 'the key of the certificate in REDIS_CERT, in PEM and without a passphrase', 'another'),
    ]
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined
  } catch {
    return false
  }
}

const problem: Problem = (path, expected, got) => ({ where: 'environment', path, expected, got })
