import { hkdfSync } from 'node:crypto'
import type { ConfigFile } from './config-file.ts'
import type { ConfigProblem } from './config-error.ts'
import type { Environment } from './environment.ts'
import type { SourceText } from './source-text.ts'
import { weaknessOf } from './weakness-of.ts'

/**
 * Signs sessions where nobody gave a secret. It is no secret at all: anyone can read it here, which is why it is
 * refused in production and wherever the gateway listens beyond this machine.
 */
const developmentSecret = 'syndicate: known to everyone, good for one developer on one machine'

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

export interface Secrets {
  jwtSecret: string
  hashKey: string
  sealKey: string
  sealKeysBefore: string[]
  hashKeyIsDerived: boolean
  problems: ConfigProblem[]
}

/** Settles the signing secret and the key of the `hash` step, and says where they are not good enough. */
export function resolveSecrets(file: ConfigFile, env: Environment, source: SourceText): Secrets {
  const { auth, connectivity, etl } = file.api
  const host = env.host ?? connectivity.host
  const given = env.jwtSecret ?? auth.jwtSecret
  const problems: ConfigProblem[] = []
  const refuse = (expected: string, got: string) =>
    problems.push(
      env.jwtSecret === undefined && auth.jwtSecret !== undefined
        ? source.problemAt(['api', 'auth', 'jwtSecret'], expected, got)
        : { where: 'environment', path: 'JWT_SECRET', expected, got },
    )

  if (env.nodeEnv === 'production') {
    const got = given === undefined ? 'nothing' : weaknessOf(given)
    if (got) refuse('a random secret of at least 32 bytes (openssl rand -base64 48)', got)
    const previous = env.jwtSecretPrevious === undefined ? undefined : weaknessOf(env.jwtSecretPrevious)
    if (previous) {
      const expected = 'the secret before this one, which was strong as well, or nothing'
      problems.push({ where: 'environment', path: 'JWT_SECRET_PREVIOUS', expected, got: previous })
    }
    const metrics = env.metricsToken === undefined ? undefined : weaknessOf(env.metricsToken)
    if (metrics) {
      const expected = 'a random token of at least 32 bytes (openssl rand -hex 32), or nothing'
      problems.push({ where: 'environment', path: 'METRICS_TOKEN', expected, got: metrics })
    }
    if (!auth.cookieSecure)
      problems.push(source.problemAt(['api', 'auth', 'cookieSecure'], 'true in production', 'false'))
  } else if (given === undefined && !loopback.has(host)) {
    refuse(`a secret, because ${host} is open to other machines`, 'nothing')
  }

  const jwtSecret = given ?? developmentSecret
  const hashKey = env.hashKey ?? etl.hashKey
  const settled = hashKey ?? derive(jwtSecret, 'hash-step')
  // Without HASH_KEY it goes with JWT_SECRET: what was sealed before either was replaced, or HASH_KEY was set, opens with these.
  const derivedBefore = [...(hashKey === undefined ? [] : [jwtSecret]), env.jwtSecretPrevious].flatMap((secret) =>
    secret === undefined ? [] : [derive(secret, 'hash-step')],
  )
  return {
    jwtSecret,
    hashKey: settled,
    hashKeyIsDerived: hashKey === undefined,
    sealKey: derive(settled, 'alert-destinations'),
    sealKeysBefore: derivedBefore.map((key) => derive(key, 'alert-destinations')),
    problems,
  }
}

function derive(secret: string, purpose: string): string {
  return Buffer.from(hkdfSync('sha256', secret, '', `syndicate/${purpose}`, 32)).toString('hex')
}
