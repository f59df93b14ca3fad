import type { Refusal } from '@syndicate/contracts'
import type { Dialect } from '../csv/dialect.ts'
import type { NumberSigns } from '../steps/number-text.ts'
import { packFrame, unpackFrame } from './frame.ts'

/**
 * How the body holds its records. `ndjson`: one JSON text a line. `csv`: raw rows under `columns`, each ended by a
 * line feed. `msgpack`, `cbor`: each value after its length (u32, big endian).
 */
export type SliceEncoding = 'ndjson' | 'csv' | 'msgpack' | 'cbor'

/**
 * A slice explains itself. Its records have the positions from `first` on, leaving out those in `refused`,
 * which the cutter met in between and did not take along.
 */
export interface SliceHeader {
  encoding: SliceEncoding
  first: number
  refused: Refusal[]
  columns?: string[]
  /** How its CSV rows are read; without it as RFC 4180 says, and an empty cell is a text like others. */
  csv?: CsvReading
  /** How texts in it are cast to numbers, where not as usual. */
  numbers?: NumberSigns
  /** Not there where nobody could make anything of it. */
  placed?: Placed
}

/** What places in the input are counted in, for a slice: lines from 1, or bytes from 0. */
export interface PlaceUnit {
  unit: 'line' | 'byte'
  /** Whether a record of a CSV may be longer than a line. */
  spans?: true
}

/** Where in the input the records of a slice stand. */
export interface Placed extends PlaceUnit {
  /**
   * Records that follow each other alike, up to the next run: from which record of the body on, where that one begins, and
   * how much of the input lies between one and the next. A beginning of -1: not known.
   */
  runs: [first: number, at: number, gap: number][]
}

export interface CsvReading {
  /** Not there for RFC 4180. */
  dialect?: Dialect
  /** Cells that mean null where they stand without quotes. */
  nulls?: string[]
  /** Whether cells that a row lacks at its end are null. */
  fill?: boolean
}

export function packSlice(header: SliceHeader, body: Uint8Array): Uint8Array {
  return packFrame(header, body)
}

/** Slices come only from `packSlice`, so their header is taken at its word. Throws when it is damaged. */
export function unpackSlice(slice: Uint8Array): { header: SliceHeader; body: Uint8Array } {
  return unpackFrame<SliceHeader>(slice)
}
