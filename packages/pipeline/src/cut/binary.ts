import { ByteReader } from '../decode/byte-reader.ts'
import { readBinary } from '../decode/binary-records.ts'
import { Fault } from '../record/fault.ts'
import { createByteQueue } from './byte-queue.ts'
import { scanBinaryValues } from './binary-values.ts'
import type { CutLimits, Scanner } from './cutter.ts'
import { malformedInput } from './malformed-input.ts'
import type { SliceWriter } from './slice-writer.ts'

type Encoding = 'msgpack' | 'cbor'

/** How much of the beginning is read as both. */
const lookBytes = 65_536
/** How many of its values are: those of a byte each, all refused, would take most of a second. */
const mostValues = 1000

/**
 * MessagePack or CBOR, told apart by reading the beginning as both: that is taken of which more can be read. Throws
 * malformed-input when it can be either.
 */
export function scanBinary(limits: CutLimits, writer: SliceWriter): Scanner {
  const beginning = createByteQueue()
  let scanner: Scanner | undefined

  function decide(isAll: boolean): void {
    const { bytes } = beginning
    if (bytes.length === 0) return
    const encoding = encodingOf(bytes.subarray(0, lookBytes), isAll && bytes.length <= lookBytes, limits)
    writer.describe({ encoding })
    scanner = scanBinaryValues(limits, writer, encoding)
    scanner.push(bytes, 0)
  }

  return {
    push(bytes, at) {
      if (scanner) return scanner.push(bytes, at)
      beginning.append(bytes)
      if (beginning.bytes.length >= lookBytes) decide(false)
    },
    end() {
      if (!scanner) decide(true)
      scanner?.end()
    },
  }
}

function encodingOf(bytes: Uint8Array, isAll: boolean, limits: CutLimits): Encoding {
  const [msgpack, cbor] = (['msgpack', 'cbor'] as const).map((encoding) => readAs(encoding, bytes, isAll, limits))
  if (msgpack!.rank !== cbor!.rank) return msgpack!.rank > cbor!.rank ? 'msgpack' : 'cbor'
  // Of what breaks in both, nothing is published: the one that came further has more to say of it.
  if (msgpack!.rank === rank.breaks) return msgpack!.values.length < cbor!.values.length ? 'cbor' : 'msgpack'
  throw malformedInput('This can be read as MessagePack and as CBOR; say format=msgpack or format=cbor')
}

/** What can be read of the beginning, from nothing to all. Values that are no records tell more against it than refused ones. */
const rank = { breaks: 0, holdsOtherValues: 1, holdsRefused: 2, whole: 3 } as const

interface Reading {
  rank: (typeof rank)[keyof typeof rank]
  values: unknown[]
}

function readAs(encoding: Encoding, bytes: Uint8Array, isAll: boolean, limits: CutLimits): Reading {
  const values: unknown[] = []
  const scanner = scanBinaryValues(
    limits,
    {
      at() {},
      value(from, start, end) {
        if (values.length < mostValues) values.push(valueOf(from.subarray(start, end), encoding))
      },
      refuse() {
        if (values.length < mostValues) values.push(tooLarge)
      },
    },
    encoding,
  )
  try {
    scanner.push(bytes, 0)
    if (isAll) scanner.end()
  } catch {
    return { rank: rank.breaks, values }
  }
  if (!values.every((value) => value instanceof Fault || isRecord(value)))
    return { rank: rank.holdsOtherValues, values }
  return { rank: values.some((value) => value instanceof Fault) ? rank.holdsRefused : rank.whole, values }
}

function valueOf(bytes: Uint8Array, encoding: Encoding): unknown {
  return readBinary(new ByteReader(bytes), encoding, 0, bytes.length)
}

const tooLarge = new Fault('record-too-large', 'Too large')

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
