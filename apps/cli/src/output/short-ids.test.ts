import { expect, it } from 'vitest'
import { shortIds } from './short-ids.ts'

const a = '019b7c1e-5a00-7000-8000-0123456789ab'
const later = '019b7c1e-5a01-7000-8000-0123456789ab'
const sameMs = '019b7c1e-5a00-7a00-8000-0123456789ab'

it('shows as much as tells them apart, and never a hyphen at the end', () => {
  expect([a, later].map(shortIds([a, later, a]))).toEqual(['019b7c1e-5a00', '019b7c1e-5a01'])
  expect([a, sameMs].map(shortIds([a, sameMs]))).toEqual(['019b7c1e-5a00-70', '019b7c1e-5a00-7a'])
  expect(shortIds([])(a)).toBe('019b7c1e-5a00')
  const last = `${a.slice(0, -1)}c`
  expect(shortIds([a, last])(last)).toBe(last)
})
