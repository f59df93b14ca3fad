import { expect, test } from 'vitest'
import { readSheet } from './read-sheet.ts'

const rowsOf = (text: string) => [...readSheet(Buffer.from(text))].map(({ number, cells }) => [number, ...cells])

test.each([
  ['commas', '\uFEFFa,b\r\n1,"x, ""y"""\r\n'],
  ['semicolons', 'a;b\r\n1;"x, ""y"""'],
  ['tabs', 'a\tb\n1\t"x, ""y"""\n\n\t\n'],
])('a sheet with %s', (_what, text) => {
  expect(rowsOf(text)).toEqual([
    [1, 'a', 'b'],
    [2, '1', 'x, "y"'],
  ])
})

test('what is no sheet is refused with the row', () => {
  expect(() => rowsOf('a,b\n"1"2,3\n')).toThrow('Row 2: its quotes make no sense')
  expect(() => rowsOf(`a\n${'x'.repeat(1024 * 1024 + 1)}\n`)).toThrow('Row 2 has more than')
  expect(() => [...readSheet(Buffer.from([0x61, 0xff]))]).toThrow('CSV UTF-8')
})
