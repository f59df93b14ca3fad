import { describe, expect, it } from 'vitest'
import { minimal, problemsOf, read, strong } from './testing/read-text.ts'

describe('the signing secret', () => {
  const production = (JWT_SECRET?: string) => problemsOf(minimal, { NODE_ENV: 'production', JWT_SECRET })

  it.each([
    ['missing', undefined, 'nothing'],
    ['short', 'k3Jx9fQ2vLw8', '12 bytes'],
    ['a placeholder', 'change-me-3Jx9fQ2vLw8ZrT5nBc7YhM1', 'a placeholder'],
    ['monotonous', 'a1'.repeat(20), 'a text of 2 different characters'],
    ['repeated', 'k3Jx9fQ2vLw8Zr'.repeat(3), 'a text that repeats itself'],
    ['a sequence', 'abcdefghijklmnopqrstuvwxyz0123456789', 'a sequence of neighbouring characters'],
  ])('is refused in production when %s', (_, secret, got) => {
    expect(production(secret)).toEqual([
      expect.stringMatching(new RegExp(`^environment JWT_SECRET: expected a random secret.*got ${got}$`)),
    ])
  })

  it('is taken in production when random', () => {
    expect(production(strong)).toEqual([])
  })

  it('may be absent only on a machine that nobody else can reach', () => {
    const open = minimal.replace('api:\n', 'api:\n  connectivity: { host: 0.0.0.0 }\n')
    expect(problemsOf(minimal)).toEqual([])
    expect(problemsOf(open, { SYNDICATE_HOST: 'localhost' })).toEqual([])
    expect(problemsOf(open)).toEqual([expect.stringContaining('environment JWT_SECRET: expected a secret, because')])
  })

  it('may have one before it, which in production is strong as well', () => {
    const env = { NODE_ENV: 'production', JWT_SECRET: strong }
    const JWT_SECRET_PREVIOUS = strong.toUpperCase()
    expect(read(minimal, { ...env, JWT_SECRET_PREVIOUS }).api.auth).toMatchObject({
      jwtSecret: strong,
      jwtSecretPrevious: JWT_SECRET_PREVIOUS,
    })
    expect(read(minimal, { ...env, JWT_SECRET_PREVIOUS: '' }).api.auth).not.toHaveProperty('jwtSecretPrevious')
    expect(problemsOf(minimal, { ...env, JWT_SECRET_PREVIOUS: 'short' })).toEqual([
      expect.stringMatching(/^environment JWT_SECRET_PREVIOUS: .*got 5 bytes$/),
    ])
  })

  it('keys the hash step unless HASH_KEY does', () => {
    const keyOf = (env: Record<string, string>) => read(minimal, env).api.etl.hashKey
    expect(keyOf({ JWT_SECRET: 'one' })).not.toBe(keyOf({ JWT_SECRET: 'two' }))
    expect(keyOf({ JWT_SECRET: 'one', HASH_KEY: strong })).toBe(strong)
  })
})
