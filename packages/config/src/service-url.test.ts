import { describe, expect, it } from 'vitest'
import { ConfigError } from './config-error.ts'
import { requireServiceUrls } from './environment.ts'
import { readConfig } from './read-config.ts'
import { withPassword } from './service-url.ts'
import { minimal, read } from './testing/read-text.ts'

const text = 'api: {}\npipelines: { a: { format: json } }\n'

function refusalOf(env: Record<string, string>): string {
  try {
    requireServiceUrls(env)
    return ''
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
}

describe('a URL of a service', () => {
  it.each([
    'sEcret/b',
    'sEcret#b',
    'sEcret?b',
    'sEcret%b',
    'sEcret@b',
    'sEcret@b/w#rd',
    '12#sEcret',
    'sEcret b',
    '/sEcret',
  ])('is refused in one sentence that names the variable and no secret, with the password %s', (password) => {
    for (const [name, scheme] of [
      ['DATABASE_URL', 'postgres'],
      ['REDIS_URL', 'redis'],
    ] as const) {
      const refusal = refusalOf({ [name]: `${scheme}://user:${password}@127.0.0.1:5432/db` })
      expect(refusal).toMatch(new RegExp(`^environment ${name}: expected .*percent-encode it .*`))
      expect(refusal).not.toMatch(/\n|sEcret|b@/)
    }
  })

  it('that cannot be read otherwise is not shown either', () => {
    const refusal = refusalOf({ DATABASE_URL: 'postgres://user:sEcret/127.0.0.1:5432' })
    expect(refusal).toContain('cannot be read (not shown)')
    expect(refusal).not.toContain('sEcret')
  })

  it.each([
    'postgres://u:p%2Fa%23%3F%25%40%3A@127.0.0.1:5432/db',
    'postgresql://u:a:b@[::1]:5432/db?sslmode=verify-full&statement_timeout=5s',
    'postgres://u:p@one:5432,two:5433/db?target_session_attrs=read-write',
    'postgres:///db',
  ])('is good as %s', (url) => expect(refusalOf({ DATABASE_URL: url })).toBe(''))

  it.each([
    'sslmode=verify-full&sslrootcert=/ca.pem&sslcert=/a.pem&sslkey=/a.key&sslnegotiation=direct&channel_binding=prefer',
    'sslmode=verify-full&sslrootcert=system&connect_timeout=5&keep_alive=10&application_name=etl',
    'target_session_attrs=primary&sslmode=prefer',
  ])('is good with ?%s', (query) => {
    expect(refusalOf({ DATABASE_URL: `postgres://one,[::1]:5433,10.0.0.1/db?${query}` })).toBe('')
  })

  it.each([
    ['schema=x', 'SYNDICATE_SCHEMA'],
    ['pgbouncer=session', 'another value than true, false'],
    ['channel_binding=require', 'verify-full holds PostgreSQL to its certificate'],
    ['sslmode=allow', 'another value than disable, prefer, require'],
    ['sslmode=no', 'another value than disable, prefer, require'],
    ['sslrootcert=/ca.pem', 'would be ignored'],
    ['sslmode=prefer&sslrootcert=/ca.pem', 'would be ignored'],
    ['sslmode=require&sslrootcert=system', 'weaker sslmode'],
    ['sslmode=verify-full&sslcert=/a.pem', 'one of sslcert and sslkey'],
    ['sslnegotiation=direct', 'sslnegotiation=direct without'],
    ['sslnegotiation=tls', 'another value than postgres, direct'],
    ['target_session_attrs=standby', 'needs the primary'],
    ['sslcrl=/crl.pem', 'not supported'],
    ['ssl_min_protocol_version=TLSv1.3', 'leave it out'],
    ['host=/run/postgresql', 'before the ?'],
    ['connect_timeout=soon', 'number of seconds'],
    ['sslmode=require&sslmode=disable', 'sslmode twice'],
  ])('with ?%s is told what is wrong, and what is understood', (query, advice) => {
    const refusal = refusalOf({ DATABASE_URL: `postgres://u:sEcret@127.0.0.1:5432/db?${query}` })
    expect(refusal).toContain(advice)
    expect(refusal).toContain('sslmode, sslrootcert')
    expect(refusal).not.toContain('sEcret')
  })

  it.each(['one,', ',one', 'one,%2Frun', 'one:port,two'])('with the hosts %s is refused', (hosts) =>
    expect(refusalOf({ DATABASE_URL: `postgres://${hosts}/db` })).toContain('expected'),
  )

  it('in the file is refused at its line', () => {
    const api =
      'api:\n  etl: { pipelineOf: { JSON: a, YAML: a, BINARY: a, TELEMETRY: a } }\n  connectivity:\n    redisUrl: "redis://:sEcret/b@127.0.0.1"\n'
    const read = () => readConfig({ text: text.replace('api: {}\n', api), file: 'syndicate.yaml', env: {} })
    expect(read).toThrow(/syndicate.yaml:4 api.connectivity.redisUrl: expected .*percent-encode it/)
    expect(read).not.toThrow(/sEcret/)
  })
})

describe('a password beside a URL', () => {
  const password = 'p@ss/w:rd$ \'#"%'
  const encoded = "p%40ss%2Fw%3Ard%24%20'%23%22%25"

  it.each([
    [
      'postgres://syndicate@postgres:5432/syndicate?sslmode=require',
      `postgres://syndicate:${encoded}@postgres:5432/syndicate?sslmode=require`,
    ],
    ['postgres://u@one:5432,two:5433/db', `postgres://u:${encoded}@one:5432,two:5433/db`],
    ['redis://redis:6379', `redis://:${encoded}@redis:6379`],
    ['rediss://[::1]', `rediss://:${encoded}@[::1]`],
    ['redis://:own@redis:6379', 'redis://:own@redis:6379'],
    ['postgres:///db', 'postgres:///db'],
  ])('goes into %s, encoded, where that has none', (url, joined) => expect(withPassword(url, password)).toBe(joined))

  it('counts for the URLs of environment and file', () => {
    const api = 'api:\n  connectivity: { redisUrl: "redis://redis" }\n'
    const env = { DATABASE_URL: 'postgres://u@postgres/db', POSTGRES_PASSWORD: password, REDIS_PASSWORD: password }
    expect(read(minimal.replace('api:\n', api), env)).toMatchObject({
      databaseUrl: `postgres://u:${encoded}@postgres/db`,
      redis: { url: `redis://:${encoded}@redis` },
    })
  })
})
