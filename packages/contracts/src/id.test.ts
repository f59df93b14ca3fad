import { expect, it } from 'vitest'
import { idsBeginning, isId } from './id.ts'

it('makes a range of how an id begins, with hyphens or without', () => {
  const range = { first: '019b7c1e-5a00-0000-0000-000000000000', last: '019b7c1e-5a00-ffff-ffff-ffffffffffff' }
  for (const text of ['019b7c1e-5a00', '019b7c1e5a00', '019B7C1E-5A00-']) expect(idsBeginning(text)).toEqual(range)
  expect(Object.values(idsBeginning('019b7c1e')!).every(isId)).toBe(true)
})

it.each([
  '019b7c1',
  '019b-7c1',
  '019b7c1e-5a00-7000-8000-0123456789ab',
  'deadbeeg',
  '%2e%2e',
  '',
  '0'.repeat(33),
  'last',
])('takes %j for none', (text) => expect(idsBeginning(text)).toBeNull())
