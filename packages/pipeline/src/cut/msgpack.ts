import { resetHead, type ReadHead } from './value-head.ts'

/** Content sizes of the types that have only one: nil, booleans, numbers, fixext. */
const fixedBytes: Record<number, number> = {
  0xc0: 0,
  0xc2: 0,
  0xc3: 0,
  0xca: 4,
  0xcb: 8,
  0xcc: 1,
  0xcd: 2,
  0xce: 4,
  0xcf: 8,
  0xd0: 1,
  0xd1: 2,
  0xd2: 4,
  0xd3: 8,
  0xd4: 2,
  0xd5: 3,
  0xd6: 5,
  0xd7: 9,
  0xd8: 17,
}

/** How the types with a length of their own spell it: its width in bytes, and what else belongs to the content. */
const lengthBytes: Record<number, [width: 1 | 2 | 4, extra: number]> = {
  0xc4: [1, 0],
  0xc5: [2, 0],
  0xc6: [4, 0],
  0xc7: [1, 1],
  0xc8: [2, 1],
  0xc9: [4, 1],
  0xd9: [1, 0],
  0xda: [2, 0],
  0xdb: [4, 0],
  0xdc: [2, 0],
  0xdd: [4, 0],
  0xde: [2, 0],
  0xdf: [4, 0],
}

/** https://github.com/msgpack/msgpack/blob/master/spec.md */
export const readMsgpackHead: ReadHead = (view, at, head) => {
  if (at >= view.byteLength) return false
  resetHead(head)
  const byte = view.getUint8(at)
  if (byte < 0x80 || byte >= 0xe0) return true
  if (byte < 0x90) {
    head.items = (byte & 15) * 2
    return true
  }
  if (byte < 0xa0) {
    head.isArray = true
    head.items = byte & 15
    return true
  }
  if (byte < 0xc0) {
    head.bytes += byte & 31
    return true
  }
  const fixed = fixedBytes[byte]
  if (fixed !== undefined) {
    head.bytes += fixed
    return true
  }
  const spelled = lengthBytes[byte]
  if (!spelled) throw new Error(`0x${byte.toString(16)} starts no MessagePack value`)
  const [width, extra] = spelled
  if (at + 1 + width > view.byteLength) return false
  const length = width === 1 ? view.getUint8(at + 1) : width === 2 ? view.getUint16(at + 1) : view.getUint32(at + 1)
  head.bytes += width
  head.isArray = byte === 0xdc || byte === 0xdd
  if (head.isArray) head.items = length
  else if (byte === 0xde || byte === 0xdf) head.items = length * 2
  else head.bytes += length + extra
  return true
}
