import { Fault } from '../record/fault.ts'
import { toBase64 } from './base64.ts'

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes that are read from one to the next. Whoever cut them has seen to it that no value goes on behind them. */
export class ByteReader {
  readonly view: DataView
  /** Where the next byte is. */
  at = 0
  readonly #bytes: Uint8Array
  #ascii: string | undefined

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  byte(): number {
    return this.view.getUint8(this.at++)
  }

  take(count: number): Uint8Array {
    const from = this.at
    this.at += count
    return this.#bytes.subarray(from, this.at)
  }

  base64(count: number): string {
    return toBase64(this.take(count))
  }

  /** Throws a Fault where it is no UTF-8: nothing is replaced in silence. */
  text(count: number): string {
    const from = this.at
    const end = (this.at += count)
    const bytes = this.#bytes
    for (let i = from; i < end; i++) if (bytes[i]! > 0x7f) return decode(bytes.subarray(from, end))
    return (this.#ascii ??= asciiOf(bytes)).slice(from, end)
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    throw new Fault('malformed-record', 'Not valid UTF-8')
  }
}

/** All bytes as a text, of which those that are ASCII are right: a piece of it is cheaper than to decode one. */
function asciiOf(bytes: Uint8Array): string {
  const copy = Uint8Array.from(bytes)
  const words = new Uint32Array(copy.buffer, 0, copy.length >> 2)
  for (let i = 0; i < words.length; i++) words[i]! &= 0x7f7f7f7f
  for (let i = words.length * 4; i < copy.length; i++) copy[i]! &= 0x7f
  return strict.decode(copy)
}
