import { resetHead, type ReadHead } from './value-head.ts'

/** RFC 8949. A string of unknown length counts as a container of its pieces, a tag as one of the value it marks. */
export const readCborHead: ReadHead = (view, at, head) => {
  if (at >= view.byteLength) return false
  resetHead(head)
  const byte = view.getUint8(at)
  const major = byte >> 5
  const minor = byte & 31
  if (byte === 0xff) {
    head.isBreak = true
    return true
  }
  if ((minor > 27 && minor < 31) || (minor === 31 && (major < 2 || major > 5))) {
    throw new Error(`0x${byte.toString(16)} starts no CBOR value`)
  }
  const width = minor < 24 || minor === 31 ? 0 : 1 << (minor - 24)
  if (at + 1 + width > view.byteLength) return false
  head.bytes += width
  if (major < 2 || major === 7) return true
  const length = minor === 31 ? Infinity : argument(view, at + 1, width, minor)
  head.isArray = major === 4
  if (major === 6) head.items = 1
  else if (major === 5) head.items = length * 2
  else if (major === 4 || length === Infinity) head.items = length
  else head.bytes += length
  return true
}

function argument(view: DataView, at: number, width: number, minor: number): number {
  switch (width) {
    case 1:
      return view.getUint8(at)
    case 2:
      return view.getUint16(at)
    case 4:
      return view.getUint32(at)
    case 8:
      return Number(view.getBigUint64(at))
    default:
      return minor
  }
}
