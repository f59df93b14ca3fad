import { expect, it } from 'vitest'
import { ProblemError } from './problem.ts'
import { mostTextBytes, shortText } from './short-text.ts'

it('leaves what is short enough as it is', () => {
  expect(shortText('as it is', 8)).toBe('as it is')
  expect(shortText('äöü', 6)).toBe('äöü')
})

it.each([
  ['letters', 'abcdefghijkl', 8, 'abcde…'],
  ['letters of two bytes', 'ääääää', 8, 'ää…'],
  ['letters of two units', '😀😀😀', 8, '😀…'],
  ['nothing that would fit', '😀😀😀', 5, '…'],
])('cuts between two characters: %s', (_what, text, most, cut) => {
  expect(shortText(text, most)).toBe(cut)
  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most)
})

it('cuts the detail of a problem where it is made', () => {
  const { message } = new ProblemError('malformed-input', `The anchor ${'ä'.repeat(1_000_000)} is not known`)
  expect(Buffer.byteLength(message)).toBeLessThanOrEqual(mostTextBytes)
  expect(message).toMatch(/^The anchor ä+…$/)
})
