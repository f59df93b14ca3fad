import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { minimal, read } from './testing/read-text.ts'

/** A certificate and its key. */
function certificate(): { cert: string; key: string } {
  const folder = mkdtempSync(join(tmpdir(), 'resolve-redis-'))
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const wanted = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=redis'.split(' ')
  execFileSync('openssl', [...wanted, '-keyout', key, '-out', cert], { stdio: 'ignore' })
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') }
}

const { cert, key } = certificate()
const REDIS_URL = 'rediss://:sEcret@redis'

describe('TLS to Redis', () => {
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
