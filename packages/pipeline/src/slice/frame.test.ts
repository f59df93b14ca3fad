import { expect, test } from 'vitest'
import { packFrame, unpackFrame } from './frame.ts'

test('what is packed comes back', () => {
  const frame = packFrame({ name: 'é', list: [1] }, Uint8Array.of(1, 2, 3))
  const within = new Uint8Array(frame.length + 7)
  within.set(frame, 7)
  expect(unpackFrame(within.subarray(7))).toEqual({ header: { name: 'é', list: [1] }, body: Uint8Array.of(1, 2, 3) })
})

test.each([0, 3, 6])('a frame of %i bytes is damaged', (length) => {
  expect(() => unpackFrame(packFrame({ a: 1 }, new Uint8Array(5)).subarray(0, length))).toThrow('Damaged frame')
})
