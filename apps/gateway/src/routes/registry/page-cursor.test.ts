import { expect, test } from 'vitest'
import { readCursor, writeCursor } from './page-cursor.ts'

test.each([
  { version: 1, after: null, skip: 0 },
  { version: 7, after: { version: 3, ordinal: 0 }, skip: 99_999 },
  { version: 2_147_483_647, after: { version: 2_147_483_647, ordinal: 2_147_483_647 }, skip: 12 },
])('%j comes back as it went', (start) => {
  expect(readCursor(writeCursor(start))).toEqual(start)
})

test.each(['', '1', '1.2.3', '1.2.3.4.5', '1.2.-2.4', '1.2.3.x y', "1.2.3.'", 'zzzzzzz.1.1.1', '-1.1.1.1', '1.1.1.-1'])(
  '%j is refused',
  (text) => {
    expect(() => readCursor(text)).toThrow(expect.objectContaining({ code: 'validation-failed' }))
  },
)
