import { expect, test } from 'vitest'
import { withoutSecrets } from './without-secrets.ts'

test('secrets are blanked at any depth and in any spelling, in a copy', () => {
  const line = {
    req: { headers: { Cookie: 'a', 'X-CSRF-Token': 'b', accept: 'c' }, users: [{ password: 'd', name: 'e' }] },
    token: { value: 'f' },
  }
  expect(withoutSecrets(line)).toEqual({
    req: {
      headers: { Cookie: '[redacted]', 'X-CSRF-Token': '[redacted]', accept: 'c' },
      users: [{ password: '[redacted]', name: 'e' }],
    },
    token: '[redacted]',
  })
  expect(line.token.value).toBe('f')
})

test('what holds none stays itself', () => {
  const line = { path: '/', at: new Date(0), err: new Error('x'), list: [1, { a: null }], tokens: 3, hasToken: true }
  expect(withoutSecrets(line)).toBe(line)
})

test.each(
  `token access_token refreshToken client_secret metricsToken redisPassword databaseUrl DATABASE_URL REDIS_URL
  Set-Cookie proxy-authorization x-api-key idempotency-key sealKeys`.split(/\s+/),
)('by its name %s is one', (name) => {
  expect(withoutSecrets({ deep: [{ [name]: 'p' }] })).toEqual({ deep: [{ [name]: '[redacted]' }] })
})

test('what says itself what is shown of it is looked at as well, and bytes are counted', () => {
  const shy = { toJSON: () => ({ password: 'p', left: 'l' }) }
  const error = Object.assign(new Error('no'), { query: 'p' })
  expect(withoutSecrets({ shy, bytes: Buffer.from('p'), error })).toEqual({
    shy: { password: '[redacted]', left: 'l' },
    bytes: '[1 bytes]',
    error: { type: 'Error', message: 'no', stack: expect.any(String) },
  })
})

test('what nobody has looked at is left out, circles too', () => {
  const circle: Record<string, unknown> = { password: 'p' }
  circle['self'] = circle
  const shown = JSON.stringify(withoutSecrets(circle))
  expect(shown).not.toContain('"p"')
  expect(shown).toContain('[deeper]')
})
