import { describe, expect, test } from 'vitest'
import { createCsrf } from './csrf.ts'

const secret = 'a secret of at least thirty-two characters'
const csrf = createCsrf([secret])

describe('a CSRF token', () => {
  test('verifies for its session, and every one is new', () => {
    const token = csrf.issue('session-a')
    expect(csrf.verify(token, 'session-a')).toBe(true)
    expect(csrf.issue('session-a')).not.toBe(token)
  })

  test('does not verify for another session or under another secret', () => {
    const token = csrf.issue('session-a')
    expect(csrf.verify(token, 'session-b')).toBe(false)
    expect(createCsrf([`${secret}!`]).verify(token, 'session-a')).toBe(false)
  })

  test('holds while its secret is being replaced, and no longer', () => {
    const token = csrf.issue('session-a')
    expect(createCsrf([`${secret}!`, secret]).verify(token, 'session-a')).toBe(true)
    expect(createCsrf([`${secret}!`, `${secret}?`]).verify(token, 'session-a')).toBe(false)
  })

  test('does not verify when one bit differs, in either half', () => {
    const token = csrf.issue('session-a')
    for (const at of [0, 64 + 1]) {
      const other = token[at] === '0' ? '1' : '0'
      expect(csrf.verify(token.slice(0, at) + other + token.slice(at + 1), 'session-a')).toBe(false)
    }
  })

  test.each([undefined, '', 'x', '.', `${'0'.repeat(64)}.`, `${'0'.repeat(64)}.${'0'.repeat(64)}.`, 'é'.repeat(129)])(
    '%j is refused',
    (token) => {
      expect(csrf.verify(token, 'session-a')).toBe(false)
    },
  )

  test('cannot be moved between session and random part', () => {
    const token = csrf.issue('ab')
    const [, random] = token.split('.')
    expect(csrf.verify(`${token.split('.')[0]}.${random}`, 'a')).toBe(false)
  })
})
