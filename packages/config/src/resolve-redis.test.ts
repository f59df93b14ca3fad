import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { minimal, read } from './testing/read-text.ts'

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

/** A certificate and its key; none where nothing makes them. */
function certificate(): { cert: string; key: string } {
  if (!hasOpenssl) return { cert: '', key: '' }
  const folder = mkdtempSync(join(tmpdir(), 'resolve-redis-'))
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const wanted = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=redis'.split(' ')
  execFileSync('openssl', [...wanted, '-keyout', key, '-out', cert], { stdio: 'ignore' })
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') }
}

const { cert, key } = certificate()
const REDIS_URL = 'rediss://:sEcret@redis'

describe('a Redis that sentinels name', () => {
  it('has a password of its own, and one for them', () => {
    const env = {
      REDIS_URL: 'redis+sentinel://one:26379,[::1]:26380/main/2',
      REDIS_PASSWORD: 'p@ss',
      REDIS_SENTINEL_USERNAME: 'asker',
      REDIS_SENTINEL_PASSWORD: 'w/rd',
    }
    expect(read(minimal, env).redis).toEqual({
      url: 'redis+sentinel://:p%40ss@one:26379,[::1]:26380/main/2',
      sentinel: { username: 'asker', password: 'w/rd' },
    })
  })

  it.each([
    [{ REDIS_URL: 'redis://redis', REDIS_SENTINEL_PASSWORD: 'sEcret' }, /REDIS_URL: expected redis\+sentinel:/],
    [{ REDIS_URL: 'redis://:sEcret@one,two' }, /REDIS_URL: expected one host, or redis\+sentinel:.* got several/],
    [{ REDIS_URL: 'redis+sentinel://:sEcret@one,two' }, /REDIS_URL: .* got none or no good name/],
    [{ REDIS_URL: 'redis+sentinel://:sEcret@one,two/main/x' }, /REDIS_URL: .* got none or no good name/],
    [{ REDIS_URL: 'redis+sentinel://:sEcret@one,:26379/main' }, /REDIS_URL: .* got hosts that cannot be read/],
    [{ REDIS_URL: 'redis+sentinel://:sEcret@one/main?db=2' }, /REDIS_URL: .* got parameters/],
    [{ REDIS_URL: 'redis+sentinel://:sEcret/b@one/main' }, /REDIS_URL: .*percent-encode it/],
    [{ REDIS_URL: 'redis+cluster://:sEcret@one,two/1' }, /REDIS_URL: .* got more after the hosts/],
    [{ REDIS_URL: 'redis+other://:sEcret@one' }, /REDIS_URL: expected a URL such as/],
  ])('is refused where it cannot work: %o', (env, refusal) => {
    const reading = () => read(minimal, env)
    expect(reading).toThrow(refusal)
    expect(reading).not.toThrow(/sEcret/)
  })
})

it('a cluster is named by some of its nodes', () => {
  const env = { REDIS_URL: 'rediss+cluster://user@one,two:6380', REDIS_PASSWORD: 'p@ss', REDIS_SERVERNAME: 'redis' }
  const redis = { url: 'rediss+cluster://user:p%40ss@one,two:6380', tls: { servername: 'redis' } }
  expect(read(minimal, env).redis).toEqual(redis)
})

describe.skipIf(!hasOpenssl)('TLS to Redis, for which there is an openssl', () => {
  it('is left to the URL, or told of an authority, a certificate and a name', () => {
    expect(read(minimal, { REDIS_URL }).redis).toEqual({ url: REDIS_URL })
    const env = { REDIS_URL, REDIS_CA: cert, REDIS_CERT: cert, REDIS_KEY: key, REDIS_SERVERNAME: 'redis.internal' }
    expect(read(minimal, env).redis).toEqual({
      url: REDIS_URL,
      tls: { ca: cert, cert, key, servername: 'redis.internal' },
    })
  })

  it.each([
    [{ REDIS_URL: 'redis://redis', REDIS_CA: cert }, /REDIS_URL: expected rediss:\/\/.* got one without TLS/],
    [{ REDIS_URL: 'redis://redis', REDIS_SERVERNAME: 'redis.internal' }, /REDIS_URL: expected rediss:/],
    [{ REDIS_CA: 'sEcret' }, /REDIS_CA: expected certificates in PEM/],
    [{ REDIS_CERT: cert }, /REDIS_KEY: expected the key .* got nothing/],
    [{ REDIS_KEY: key }, /REDIS_CERT: expected the certificate .* got nothing/],
    [{ REDIS_CERT: 'sEcret', REDIS_KEY: key }, /REDIS_CERT: expected a certificate in PEM/],
    [{ REDIS_CERT: cert, REDIS_KEY: certificate().key }, /REDIS_KEY: expected the key .* got another/],
    [{ REDIS_CERT: cert, REDIS_KEY: 'sEcret' }, /REDIS_KEY: expected the key .* got another/],
  ])('that cannot work is refused at the start, and nothing of it shown', (env, refusal) => {
    const reading = () => read(minimal, { REDIS_URL, ...env })
    expect(reading).toThrow(refusal)
    expect(reading).not.toThrow(/sEcret|PRIVATE/)
  })
})
