import { maxDepth } from '../record/max-depth.ts'
import { createByteQueue } from './byte-queue.ts'
import { readCborHead } from './cbor.ts'
import type { CutLimits, Scanner } from './cutter.ts'
import { malformedBehind, malformedInput } from './malformed-input.ts'
import { readMsgpackHead } from './msgpack.ts'
import type { SliceWriter } from './slice-writer.ts'
import { emptyHead } from './value-head.ts'

/** https://www.rfc-editor.org/rfc/rfc8949#name-self-described-cbor */
const selfDescribed = [0xd9, 0xd9, 0xf7]

/**
 * Cuts MessagePack or CBOR by the heads of its values, decoding nothing: values follow each other, and the items of
 * an array at the top are records of their own. A length is only a distance to skip here, so a lying one allocates nothing.
 */
export function scanBinaryValues(
  { maxRecordBytes }: CutLimits,
  writer: Pick<SliceWriter, 'at' | 'value' | 'refuse'>,
  encoding: 'msgpack' | 'cbor',
): Scanner {
  const readHead = encoding === 'cbor' ? readCborHead : readMsgpackHead
  const waiting = createByteQueue()
  const head = emptyHead()
  /** Values still to come at each level of the record under way. */
  const levels: number[] = []
  /** Records still to come of the array at the top under way. */
  let listed = 0
  /** Where the next head is, counted from the first byte waiting. */
  let next = 0
  /** Bytes of the record under way that are no longer waiting, because it is too large. */
  let dropped = 0
  let sample = new Uint8Array(0)
  let inRecord = false
  let atStart = encoding === 'cbor'
  let records = 0
  let lastEnd = 0
  let seen = 0

  function scan(at: number): void {
    const { bytes } = waiting
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let recordStart = next
    if (inRecord) recordStart = 0
    for (;;) {
      // The end of a record is known before its last bytes are here.
      if (inRecord && levels.length === 0) {
        if (next > bytes.length) break
        writer.at(at + recordStart - dropped, dropped + next - recordStart)
        endRecord(bytes, recordStart)
        records++
        lastEnd = at + next
        recordStart = next
      }
      if (!read(view, at)) break
      if (!inRecord && takesTop()) recordStart = next
      else {
        inRecord = true
        step()
      }
    }
    settle(bytes, recordStart)
  }

  function skipMark(): void {
    if (atStart && selfDescribed.every((byte, i) => waiting.bytes[i] === byte)) next = selfDescribed.length
    atStart = false
  }

  function read(view: DataView, at: number): boolean {
    try {
      return readHead(view, next, head)
    } catch (error) {
      throw malformedInput((error as Error).message, at + next)
    }
  }

  /** Opens an array at the top, or closes one of unknown length. */
  function takesTop(): boolean {
    if (listed === 0 && head.isArray) {
      listed = head.items
      next += head.bytes
      return true
    }
    if (!head.isBreak) return false
    if (listed !== Infinity) throw malformedInput('There is an end without a beginning')
    listed = 0
    next += head.bytes
    return true
  }

  function step(): void {
    next += head.bytes
    if (head.isBreak) {
      if (levels.pop() !== Infinity) throw malformedInput('There is an end without a beginning')
    } else {
      if (levels.length > 0) levels[levels.length - 1]! -= 1
      if (head.items > 0) {
        if (levels.length >= maxDepth) throw malformedInput(`The input is nested deeper than ${maxDepth} levels`)
        levels.push(head.items)
      }
    }
    while (levels.length > 0 && levels[levels.length - 1] === 0) levels.pop()
  }

  function endRecord(bytes: Uint8Array, recordStart: number): void {
    const size = dropped + next - recordStart
    if (dropped > 0) writer.refuse(sample, size)
    else if (size > maxRecordBytes) writer.refuse(bytes.subarray(recordStart, next), size)
    else writer.value(bytes, recordStart, next)
    dropped = 0
    inRecord = false
    if (listed > 0) listed--
  }

  /** Lets go of what is no longer needed: records that are done, and the bytes of one that is too large. */
  function settle(bytes: Uint8Array, recordStart: number): void {
    let done = recordStart
    if (inRecord && (dropped > 0 || Math.min(next, bytes.length) - recordStart > maxRecordBytes)) {
      if (dropped === 0) sample = Uint8Array.from(bytes.subarray(recordStart, recordStart + 1000))
      done = Math.min(next, bytes.length)
      dropped += done - recordStart
    }
    waiting.drop(done)
    next -= done
  }

  return {
    push(bytes, at) {
      const offset = at - waiting.bytes.length
      seen = at + bytes.length
      waiting.append(bytes)
      if (atStart && waiting.bytes.length < selfDescribed.length) return
      skipMark()
      scan(offset)
    },
    end() {
      skipMark()
      scan(0)
      const ends = (where: string) => malformedBehind(`The input ends ${where}`, seen, records, lastEnd)
      if (inRecord || waiting.bytes.length > 0) throw ends('in the middle of a value')
      if (listed === Infinity) throw ends('before its array does')
      if (listed > 0) throw ends(`before its array does: ${listed} more were announced`)
    },
  }
}
