import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createHost } from './host.ts'

const { compress, decompress, equal, keyedHash, digest } = createHost('k')
const kibi = 1024

/** Nothing that could be made smaller. */
function noise(length: number): Uint8Array {
  let state = 1
  return Uint8Array.from({ length }, () => (state = (Math.imul(state, 48_271) >>> 0) % 0x7fff_ffff) & 255)
}

const sizes = [0, 1, 16 * kibi - 1, 16 * kibi, 16 * kibi + 1, 2048 * kibi, 5000 * kibi]

test.each(sizes)('%i bytes come back as they were', (length) => {
  for (const bytes of [new Uint8Array(length), noise(length)]) {
    expect(equal(decompress(compress(bytes), length), bytes)).toBe(true)
  }
})

test.each(sizes.slice(2))('%i bytes are too many where fewer are accepted', (length) => {
  expect(() => decompress(compress(noise(length)), length - 1)).toThrow()
})

test('bytes are equal when all of them are', () => {
  expect(equal(noise(100), noise(100))).toBe(true)
  expect(equal(noise(100), noise(99))).toBe(false)
  expect(equal(noise(100), noise(100).reverse())).toBe(false)
})

test('a hash depends on the key', () => {
  expect(keyedHash('a')).toMatch(/^[0-9a-f]{64}$/)
  expect(createHost('other').keyedHash('a')).not.toBe(keyedHash('a'))
})

test('a digest is SHA-256 of UTF-8, a character for each byte', () => {
  expect(Buffer.from(digest('abc'), 'latin1').toString('hex')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  )
  expect(digest('é€\u{1f600}')).toBe(createHash('sha256').update('é€\u{1f600}', 'utf8').digest('latin1'))
})
