import { expect, test } from 'vitest'
import { returnPath } from './return-path.ts'

test.each(['/', '/runs/1?state=failed#books', '/datasets/a%2Fb', '/a?next=https://elsewhere.example'])(
  '%s is gone on at',
  (path) => expect(returnPath(path)).toBe(path),
)

test.each([
  undefined,
  '',
  'runs',
  'https://elsewhere.example/',
  '//elsewhere.example',
  '///elsewhere.example',
  '/\\elsewhere.example',
  '/\t/elsewhere.example',
  '\\\\elsewhere.example',
  '/.//elsewhere.example',
  '/a/..//elsewhere.example',
  '/%2e//elsewhere.example',
  'javascript:alert(1)',
  `/${'x'.repeat(1_500)}`,
  `/?${'ü'.repeat(300)}`,
])('%j leads to /', (path) => expect(returnPath(path)).toBe('/'))

test('what is written in a roundabout way is straightened', () => {
  expect(returnPath('/a/../runs/./1')).toBe('/runs/1')
  expect(returnPath('/a\r\nSet-Cookie: x=1')).toBe('/aSet-Cookie:%20x=1')
})
