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
  const line = { path: '/', at: new Date(0), err: new Error('x'), list: [1, { a: null }] }
  expect(withoutSecrets(line)).toBe(line)
})

test('what nobody has looked at is left out, circles too', () => {
  const circle: Record<string, unknown> = { password: 'p' }
  circle['self'] = circle
  const shown = JSON.stringify(withoutSecrets(circle))
  expect(shown).not.toContain('"p"')
  expect(shown).toContain('[deeper]')
})
