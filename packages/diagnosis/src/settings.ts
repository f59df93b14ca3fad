import { weaknessOf, type Config } from '@syndicate/config'
import type { Finding } from '@syndicate/contracts'
import { isLoopback } from './loopback.ts'
import { ok, warning, wrong } from './finding.ts'

/** What a configuration leaves out or leaves open. What only production needs is asked there alone. */
export function judgeSettings(config: Config): Finding[] {
  const inProduction = config.nodeEnv === 'production'
  return [secretOf(config), hashKeyOf(config), cookiesOf(config), ...(inProduction ? missingOf(config) : [])]
}

function secretOf({ api }: Config): Finding {
  const code = 'jwt-secret'
  const weakness = weaknessOf(api.auth.jwtSecret)
  if (weakness === undefined) return ok(code, 'JWT_SECRET is good')
  const find = isLoopback(api.connectivity.host) ? warning : wrong
  const mend = 'Set it to what `openssl rand -base64 48` says; everybody signs in again'
  return find(code, `JWT_SECRET is ${weakness}: whoever guesses it is anybody`, mend)
}

function hashKeyOf({ api, nodeEnv }: Config): Finding {
  const code = 'hash-key'
  const { hashKey, hashKeyIsDerived } = api.etl
  if (hashKeyIsDerived) {
    const what = 'HASH_KEY is not set: what the hash step makes, and destinations of alerts, hang on JWT_SECRET'
    if (nodeEnv !== 'production') return ok(code, what)
    return warning(
      code,
      what,
      'Set it before anything is hashed (openssl rand -base64 48), and keep it with the backups',
    )
  }
  const weakness = weaknessOf(hashKey)
  if (weakness === undefined) return ok(code, 'HASH_KEY is good')
  const mend = 'Another key makes other pseudonyms of the same values: change it with the datasets that have them'
  return warning(code, `HASH_KEY is ${weakness}: values can be found by trying`, mend)
}

function cookiesOf({ api }: Config): Finding {
  const code = 'secure-cookies'
  if (api.auth.cookieSecure) return ok(code, 'session cookies go over HTTPS alone')
  const find = isLoopback(api.connectivity.host) ? warning : wrong
  return find(
    code,
    'Session cookies go over plain HTTP as well',
    'Set api.auth.cookieSecure to true, with TLS before it',
  )
}

function missingOf({ metricsToken, alerts }: Config): Finding[] {
  return [
    metricsToken === undefined
      ? warning(
          'metrics-token',
          '/metrics is closed: METRICS_TOKEN is not set',
          'Set it (openssl rand -hex 32), and tell Prometheus',
        )
      : ok('metrics-token', '/metrics is open to who has the token'),
    alerts.publicUrl === undefined
      ? warning('public-url', 'PUBLIC_URL is not set: alerts have no links', 'Set it to the address people use')
      : ok('public-url', `people come to ${alerts.publicUrl}`),
  ]
}
