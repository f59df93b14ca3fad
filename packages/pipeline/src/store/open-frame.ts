import type { Host } from '../host.ts'
import { maxStoredBytes } from './read-frame.ts'

/**
 * What a chunk and a record may grow to when they are made, in characters, line feeds included: counted without
 * looking at them, and of no more than three bytes each, so that what was made can be read.
 */
export const maxStoredChars = 32 * 1024 * 1024
export const maxLineChars = 16 * 1024 * 1024
const maxCharBytes = 3

/** Lines become bytes so many characters at a time: soon enough for the collector to think nothing of them. */
const batchChars = 32 * 1024
const usualBytes = 2 * 1024 * 1024
/** The same for every chunk: nothing of one is left when the next is opened. */
let usualRoom: Uint8Array<ArrayBuffer> | undefined

const encoder = new TextEncoder()

/** The stored form in the making. Only one may be open at a time. */
export interface OpenFrame {
  /** @param line JSON */
  add(line: string): void
  /**
   * One zstd frame, read back before it is given away.
   * Throws when what is read back is not what went in.
   */
  close(): Uint8Array
}

export function openFrame(host: Host): OpenFrame {
  let room = (usualRoom ??= new Uint8Array(usualBytes))
  let length = 0
  let text = ''

  function encodeText(): void {
    const most = length + text.length * maxCharBytes
    if (most > room.length) room = enlarged(room, length, most)
    length += encoder.encodeInto(text, room.subarray(length)).written
    text = ''
  }

  return {
    add(line) {
      text += line
      text += '\n'
      if (text.length >= batchChars) encodeText()
    },
    close() {
      encodeText()
      if (length > maxStoredBytes) throw new Error(`A chunk of ${length} bytes is more than a frame may hold`)
      const content = room.subarray(0, length)
      const stored = host.compress(content)
      readBack(host, stored, content)
      return stored
    },
  }
}

function readBack(host: Host, stored: Uint8Array, content: Uint8Array): void {
  const told = 'Damaged frame: it does not hold what was put into it'
  let same: boolean
  try {
    same = host.equal(host.decompress(stored, content.length), content)
  } catch (error) {
    throw new Error(told, { cause: error })
  }
  if (!same) throw new Error(told)
}

function enlarged(room: Uint8Array, length: number, leastBytes: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(leastBytes, 2 * room.length))
  larger.set(room.subarray(0, length))
  return larger
}
