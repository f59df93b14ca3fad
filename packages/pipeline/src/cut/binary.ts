import { createByteQueue } from './byte-queue.ts'
import { scanBinaryValues } from './binary-values.ts'
import { readCborHead } from './cbor.ts'
import type { CutLimits, Scanner } from './cutter.ts'
import { readMsgpackHead } from './msgpack.ts'
import type { SliceWriter } from './slice-writer.ts'
import { emptyHead } from './value-head.ts'

/** How much of the beginning is looked at where its first byte may be either. */
const lookBytes = 65_536

/**
 * MessagePack or CBOR, told apart by the beginning. Most first bytes of a map or an array belong to one of them; 80–9f
 * may be either, and then it is MessagePack when it reads as MessagePack with nothing but strings for keys, else CBOR.
 */
export function scanBinary(limits: CutLimits, writer: SliceWriter): Scanner {
  const beginning = createByteQueue()
  let scanner: Scanner | undefined

  function decide(ended: boolean): void {
    const { bytes } = beginning
    if (bytes.length === 0 || (isAmbiguous(bytes[0]!) && bytes.length <= lookBytes && !ended)) return
    const encoding = encodingOf(bytes)
    writer.describe({ encoding })
    scanner = scanBinaryValues(limits, writer, encoding, encoding === 'cbor' ? readCborHead : readMsgpackHead)
    scanner.push(bytes, 0)
  }

  return {
    push(bytes, at) {
      if (scanner) return scanner.push(bytes, at)
      beginning.append(bytes)
      decide(false)
    },
    end() {
      if (!scanner) decide(true)
      scanner?.end()
    },
  }
}

function isAmbiguous(byte: number): boolean {
  return byte >= 0x80 && byte <= 0x9f
}

function encodingOf(bytes: Uint8Array): 'msgpack' | 'cbor' {
  const byte = bytes[0]!
  if (isAmbiguous(byte))
    return readsAsMsgpack(bytes.subarray(0, lookBytes), bytes.length <= lookBytes) ? 'msgpack' : 'cbor'
  // dc–df are MessagePack's long arrays and maps and no CBOR; a0–bf are CBOR's maps and strings in MessagePack; c0–db are
  // CBOR's tags and scalars in MessagePack.
  return byte >= 0xa0 && byte <= 0xdb ? 'cbor' : 'msgpack'
}

function readsAsMsgpack(bytes: Uint8Array, isAll: boolean): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const head = emptyHead()
  const levels: { left: number; isMap: boolean }[] = []
  let at = 0
  try {
    while (at < bytes.length) {
      if (!readMsgpackHead(view, at, head)) return !isAll
      const level = levels.at(-1)
      if (level?.isMap && level.left % 2 === 0 && !head.isString) return false
      at += head.bytes
      if (level) level.left--
      if (head.items > 0) levels.push({ left: head.items, isMap: head.isMap })
      while (levels.at(-1)?.left === 0) levels.pop()
    }
  } catch {
    return false
  }
  return !isAll || (at === bytes.length && levels.length === 0)
}
