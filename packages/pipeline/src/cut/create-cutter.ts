import type { Format, ReadOptions } from '@syndicate/contracts'
import { scanBinaryValues } from './binary-values.ts'
import { scanBinary } from './binary.ts'
import { scanCsv } from './csv.ts'
import { leastRecordBytes, type CutLimits, type Cutter, type Scanner } from './cutter.ts'
import { scanJsonAt } from './json-at.ts'
import { scanJson } from './json.ts'
import { scanLines } from './lines.ts'
import type { PlaceUnit } from '../slice/slice.ts'
import { skipBom } from './skip-bom.ts'
import { createSliceWriter, type SliceWriter } from './slice-writer.ts'
import { scanYaml } from './yaml.ts'

/**
 * Changes whenever the same input under the same limits would give other records a slice than before. Then inputs that an
 * older one has not cut to their end are cut anew. Only inputs that are read whole are cut later than they come; all others may
 * be cut in new ways, as long as slices of older ways are still read as before.
 */
export const cutterVersion = 3

/** Whether an input of this format has to be there as a whole before any of it is cut, which then takes a while. */
export function isReadWhole(format: Format): boolean {
  return format === 'yaml'
}

const unitOf: Record<Format, PlaceUnit['unit']> = {
  ndjson: 'line',
  csv: 'line',
  yaml: 'line',
  json: 'byte',
  msgpack: 'byte',
  cbor: 'byte',
  binary: 'byte',
}

/**
 * Cuts an input of this format into slices for `Pipeline.transform`.
 * @param isPlaced whether refused records say where they stand: not for an input that nobody has as it is read here
 * Its verbs throw `malformed-input` where no further record can be told apart, `empty-input` and `input-too-large`.
 */
export function createCutter(format: Format, limits: CutLimits, reading: ReadOptions = {}, isPlaced = false): Cutter {
  const encoding = format === 'csv' || format === 'msgpack' || format === 'cbor' ? format : 'ndjson'
  const { decimal, thousands } = reading
  const numbers = { ...(decimal && { decimal }), ...(thousands && { thousands }) }
  // What is cut later may have been begun by a version that did not count records; it has its limit as a document.
  const sliceRecords = isReadWhole(format) ? Infinity : limits.sliceBytes / leastRecordBytes
  const placesIn = isPlaced ? unitsKept(reading) : []
  const writer = createSliceWriter(
    { ...limits, sliceRecords },
    { encoding, ...(Object.keys(numbers).length > 0 && { numbers }) },
    placesIn,
  )
  writer.describe({ placedBy: { unit: unitOf[format] } })
  const scanner = scannerOf(format, { limits, writer, reading })
  let at = 0
  return {
    push(bytes) {
      scanner.push(bytes, at)
      at += bytes.length
      return writer.take()
    },
    end() {
      scanner.end()
      return writer.finish()
    },
    get records() {
      return writer.records
    },
  }
}

/** What comes in another encoding has other bytes, and the same lines. */
function unitsKept({ encoding = 'utf-8' }: ReadOptions): PlaceUnit['unit'][] {
  return new TextDecoder(encoding).encoding === 'utf-8' ? ['line', 'byte'] : ['line']
}

interface Cutting {
  limits: CutLimits
  writer: SliceWriter
  reading: ReadOptions
}

function scannerOf(format: Format, { limits, writer, reading }: Cutting): Scanner {
  switch (format) {
    case 'ndjson':
      return skipBom(scanLines(limits, writer))
    case 'json':
      return skipBom(reading.records ? scanJsonAt(reading.records, writer) : scanJson(limits, writer))
    case 'csv':
      return skipBom(scanCsv(writer, limits, reading))
    case 'yaml':
      return skipBom(scanYaml(limits, writer))
    case 'msgpack':
      return scanBinaryValues(limits, writer, 'msgpack')
    case 'cbor':
      return scanBinaryValues(limits, writer, 'cbor')
    case 'binary':
      return scanBinary(limits, writer)
  }
}
