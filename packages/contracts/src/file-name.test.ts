import { expect, test } from 'vitest'
import { fileNamePattern, fileNameToSend } from './file-name.ts'

test('a name is sent as it is, without what cannot be seen, and of a long one its end', () => {
  expect(fileNameToSend('Orders März 2026 (2).csv')).toBe('Orders März 2026 (2).csv')
  expect(fileNameToSend('a\n\u202Efdp.csv')).toBe('afdp.csv')
  expect(fileNameToSend(`${'x'.repeat(300)}.csv`)).toHaveLength(255)
  expect(fileNameToSend(`${'x'.repeat(300)}.csv`)).toMatch(/\.csv$/)
  expect([fileNameToSend(''), fileNameToSend('\u0000')]).toEqual([undefined, undefined])
})

test('what is sent is what the API takes', () => {
  const taken = new RegExp(fileNamePattern, 'u')
  for (const name of ['a.csv', 'a\tb', '\u2066x', '\u{1F4C8}.csv']) expect(fileNameToSend(name)).toMatch(taken)
  expect('a\tb').not.toMatch(taken)
})
