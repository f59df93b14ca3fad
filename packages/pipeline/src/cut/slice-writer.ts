import { ProblemError, type Refusal } from '@syndicate/contracts'
import { toBase64 } from '../decode/base64.ts'
import { decodeWhole, originalOf } from '../decode/decode-text.ts'
import { createPlaceRuns } from '../slice/create-place-runs.ts'
import { packSlice, type PlaceUnit, type SliceHeader } from '../slice/slice.ts'
import type { CutLimits } from './cutter.ts'

const lineFeed = 10
const tab = 9
const sampleBytes = 1000
const refusalOverheadBytes = 300

type SliceDescription = Pick<SliceHeader, 'encoding' | 'columns' | 'csv' | 'numbers'> & {
  /** What places are counted in; none: they are not noted. */
  placedBy?: PlaceUnit | undefined
}

interface SliceLimits extends CutLimits {
  /** A slice is closed by this many records as well. */
  sliceRecords: number
}

/** Gathers records into slices. A record comes whole, or in parts that are held only while it stays within its limit. */
export interface SliceWriter {
  /** How much the slice under way still takes. */
  readonly room: { bytes: number; records: number }
  /** Counted so far, refused ones included. */
  readonly records: number
  /** Bytes of the record under way, those not held included. */
  readonly openBytes: number
  /** What has been held of the record under way; valid until the next call. */
  open(): Uint8Array
  part(bytes: Uint8Array, start: number, end: number): void
  /**
   * Says where in the input the record under way begins, before it is ended, or the first of those that are taken whole.
   * @param place -1: not known
   * @param size of it, or of all of them
   */
  at(place: number, size: number, records?: number): void
  /** Ends the record under way as one line. Line feeds in it become tabs: the same to JSON, inside strings as outside. */
  endLine(): void
  /** Ends the record under way as it is: it may hold line feeds. */
  endRow(): void
  /** Forgets the record under way. */
  drop(): void
  /** Takes whole lines, each with its line feed and within the limit. */
  lines(bytes: Uint8Array, start: number, end: number, count: number): void
  /** Takes a binary value within the limit. */
  value(bytes: Uint8Array, start: number, end: number): void
  /** Counts a record that is too large; `sample` is its beginning. */
  refuse(sample: Uint8Array, bytes: number): void
  /** Counts the record under way, which is held, as one that cannot be read. */
  refuseOpen(reason: string): void
  /** Says how the records are to be read, where that turns out only while cutting. */
  describe(header: Partial<SliceDescription>): void
  /** The slices finished since the last call. */
  take(): Uint8Array[]
  finish(): Uint8Array[]
}

/** @param placesIn what places are worth noting in: whoever reads them has the input as it is read here */
export function createSliceWriter(
  limits: SliceLimits,
  description: SliceDescription,
  placesIn: readonly PlaceUnit['unit'][] = [],
): SliceWriter {
  const { sliceBytes, sliceRecords, maxRecordBytes } = limits
  const sampleLimit = Math.min(sampleBytes, maxRecordBytes)
  let body = new Uint8Array(16_384)
  let length = 0
  let recordStart = 0
  let oversize = 0
  let sample = body.subarray(0, 0)
  let position = 0
  let first = 0
  let refused: Refusal[] = []
  let refusedBytes = 0
  let finished: Uint8Array[] = []
  const runs = createPlaceRuns()
  let place = -1

  function append(bytes: Uint8Array, start: number, end: number): void {
    reserve(end - start)
    // A short run is copied faster by hand than through a view.
    if (end - start < 24) for (let i = start; i < end; i++) body[length++] = bytes[i]!
    else {
      body.set(bytes.subarray(start, end), length)
      length += end - start
    }
  }

  function reserve(bytes: number): void {
    if (length + bytes <= body.length) return
    const larger = new Uint8Array(Math.max(body.length * 2, length + bytes))
    larger.set(body.subarray(0, length))
    body = larger
  }

  function part(bytes: Uint8Array, start: number, end: number): void {
    const held = length - recordStart
    if (oversize > 0) oversize += end - start
    else if (held + end - start <= maxRecordBytes) append(bytes, start, end)
    else {
      append(bytes, start, Math.min(end, start + Math.max(0, sampleLimit - held)))
      sample = body.slice(recordStart, recordStart + sampleLimit)
      oversize = held + end - start
      length = recordStart
    }
  }

  function endRow(): void {
    if (oversize > 0) return refuse(sample, oversize)
    reserve(1)
    body[length++] = lineFeed
    accept(1)
  }

  function endLine(): void {
    if (oversize > 0) return refuse(sample, oversize)
    reserve(1)
    body[length++] = lineFeed
    // The line feed just set ends the search.
    for (let i = body.indexOf(lineFeed, recordStart); i < length - 1; i = body.indexOf(lineFeed, i + 1)) body[i] = tab
    accept(1)
  }

  function accept(records: number): void {
    position += records
    recordStart = length
    if (length + refusedBytes >= sliceBytes || position - first >= sliceRecords) close()
  }

  function refuse(start: Uint8Array, bytes: number): void {
    const binary = description.encoding === 'msgpack' || description.encoding === 'cbor'
    const shown = start.subarray(0, sampleLimit)
    refused.push({
      position,
      ...placeOfOpen(),
      stage: 'extract',
      code: 'record-too-large',
      reason: `The record has ${bytes} bytes, at most ${maxRecordBytes} are accepted; only its beginning is kept`,
      // `stream` leaves out a character that the sample cuts through.
      original: binary ? toBase64(shown) : new TextDecoder().decode(shown, { stream: true }),
      encoding: binary ? 'base64' : 'text',
    })
    refusedBytes += shown.length + refusalOverheadBytes
    runs.interrupt()
    oversize = 0
    accept(1)
  }

  function placeOfOpen(): Pick<Refusal, 'line' | 'byte'> {
    return description.placedBy && place >= 0 ? { [description.placedBy.unit]: place } : {}
  }

  function close(): void {
    const { placedBy, ...told } = description
    const placed = placedBy && { placed: { ...placedBy, runs: runs.take() } }
    finished.push(packSlice({ ...told, ...placed, first, refused }, body.subarray(0, length)))
    length = 0
    recordStart = 0
    refused = []
    refusedBytes = 0
    first = position
  }

  function take(): Uint8Array[] {
    const slices = finished
    finished = []
    return slices
  }

  return {
    get room() {
      return { bytes: sliceBytes - length - refusedBytes, records: sliceRecords - (position - first) }
    },
    get records() {
      return position
    },
    get openBytes() {
      return oversize > 0 ? oversize : length - recordStart
    },
    open: () => body.subarray(recordStart, length),
    part,
    at(at, size, records) {
      if (!description.placedBy) return
      place = at
      runs.note(position - first - refused.length, at, size, records)
    },
    endLine,
    endRow,
    drop() {
      length = recordStart
      oversize = 0
    },
    lines(bytes, start, end, count) {
      append(bytes, start, end)
      accept(count)
    },
    value(bytes, start, end) {
      const size = end - start
      reserve(4)
      // By hand, for a view would be made for each.
      body[length++] = size >>> 24
      body[length++] = size >>> 16
      body[length++] = size >>> 8
      body[length++] = size
      append(bytes, start, end)
      accept(1)
    },
    refuse,
    refuseOpen(reason) {
      const held = body.slice(recordStart, length)
      refused.push({
        position,
        ...placeOfOpen(),
        stage: 'extract',
        code: 'malformed-record',
        reason,
        ...originalOf(decodeWhole(held) ?? held),
      })
      refusedBytes += held.length + refusalOverheadBytes
      runs.interrupt()
      length = recordStart
      accept(1)
    },
    describe({ placedBy, ...more }) {
      Object.assign(description, more)
      if (placedBy) description.placedBy = placesIn.includes(placedBy.unit) ? placedBy : undefined
    },
    take,
    finish() {
      // Columns without rows are a table as well.
      const isTable = description.columns !== undefined
      if (position === 0 && !isTable) throw new ProblemError('empty-input', 'The input holds no record')
      if (position > first || position === 0) close()
      return take()
    },
  }
}
