import { expect, test } from 'vitest'
import { beginAt } from './begin-at.ts'

const here = (pathname: string, search = '', hash = '') => ({ pathname, search, hash })
const returnTo = (start: string, from: ReturnType<typeof here>) =>
  new URL(beginAt(start, from)).searchParams.get('returnTo')

test('who signs in at the provider goes on where they were', () => {
  const start = 'https://etl.example.org/api/auth/oidc'
  expect(returnTo(start, here('/runs/1', '?state=failed', '#books'))).toBe('/runs/1?state=failed#books')
  expect(returnTo(start, here('/', '?refused=role-missing'))).toBe('/')
})

test('below a path of the server’s own, which it puts before again', () => {
  const start = 'https://example.org/etl/api/auth/oidc'
  expect(returnTo(start, here('/etl/runs'))).toBe('/runs')
  expect(returnTo(start, here('/etl/'))).toBe('/')
  expect(returnTo(start, here('/elsewhere'))).toBe('/')
})
