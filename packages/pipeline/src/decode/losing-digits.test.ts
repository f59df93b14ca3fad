import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exactNumber } from '@syndicate/contracts/decimal-number'
import { losesDigits } from './losing-digits.ts'

test.each([
  '1884518522.1684267241',
  '0.1000000000000000055',
  '12345678901234567890.5',
  '9007199254740993',
  '-9007199254740993',
  '0.30000000000000001',
  '4.9e-324',
  '1e-400',
  '1234567890.1234567891E-3',
])('%s loses digits wherever it stands', (number) => {
  for (let before = 0; before < 40; before++) {
    expect(losesDigits(`{"${'n'.repeat(before)}":${number}}`)).toBe(true)
    expect(losesDigits(`{"x":[${' '.repeat(before)}1,${number}]}`)).toBe(true)
  }
})

test.each([
  '{"a":1.0,"b":1e2,"c":0.10,"d":-0,"e":9007199254740992,"f":0.30000000000000004,"g":1e300,"h":1e-300}',
  '{"a":"12345678901234567890.5","b":"1e-400","c":"192.168.100.100"}',
  '{"a":100000000000000000000000,"b":0.000000000000000000001,"c":1.50000000000000000000}',
])('%s loses none', (text) => expect(losesDigits(text)).toBe(false))

const digits = fc
  .array(fc.constantFrom('0', '0', '1', '4', '5', '8', '9', '9'), { minLength: 1, maxLength: 25 })
  .map((all) => all.join(''))
const numberText = fc
  .tuple(fc.constantFrom('', '-'), digits, fc.option(digits), fc.option(fc.integer({ min: -345, max: 330 })))
  .map(([sign, whole, fraction, exponent]) =>
    [
      sign,
      whole.replace(/^0+(?=\d)/, ''),
      fraction === null ? '' : `.${fraction}`,
      exponent === null ? '' : `e${exponent}`,
    ].join(''),
  )

test('whatever the number, it is found when a double would not print it back', () => {
  const property = fc.property(fc.array(numberText, { minLength: 1, maxLength: 8 }), (numbers) => {
    const loses = numbers.some((number) => Number.isFinite(Number(number)) && exactNumber(number) !== Number(number))
    return !loses || losesDigits(`{"a":[${numbers.join(',')}]}`)
  })
  expect(fc.check(property, { numRuns: 2000 }).counterexample).toBeNull()
})
