import { expect, test } from 'vitest'
import { preferWait } from './prefer-wait.ts'

test.each([
  [undefined, undefined],
  ['', undefined],
  ['wait=5', 5],
  ['respond-async, wait=7', 7],
  ['Wait = "9"; x=y', 9],
  ['wait=600', 30],
  ['wait=0', 0],
  ['wait=-1', undefined],
  ['wait=soon', undefined],
  ['await=3', undefined],
  [['respond-async', 'wait=3'], 3],
])('%j asks for %j', (header, seconds) => {
  expect(preferWait(header)).toBe(seconds)
})
