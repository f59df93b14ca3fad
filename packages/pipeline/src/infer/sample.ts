import type { Refusal } from '@syndicate/contracts'
import { openRecords } from '../decode/open-records.ts'
import type { Records } from '../decode/records.ts'
import { Fault } from '../record/fault.ts'
import { places } from '../slice/places.ts'
import { positions } from '../slice/positions.ts'
import type { Row } from '../record/row.ts'
import { unpackSlice, type SliceHeader } from '../slice/slice.ts'

/** Cells that are looked at, where there are columns … */
const mostCells = 60_000
/** … and bytes, of rows and of records that are none, which take longer to read. */
const mostRowBytes = 1536 * 1024
const mostBytes = 768 * 1024

export interface SampledRecord {
  /** As it came; undefined where there is none to be had. */
  row: Row | undefined
  /** Where it is among the slices. */
  slice: number
  index: number
}

export interface Sample {
  records: SampledRecord[]
  /** Of those, the ones that can be had. */
  rows: Row[]
  /** Of rows under a header, its names. */
  names: string[]
  /** Whether these are all there are in the slices. */
  isAll: boolean
  /** Refused before they could be looked at. */
  refused: Refusal[]
  /** Which record of the input one is, and where it stands. */
  placeOf(record: SampledRecord): Pick<Refusal, 'position' | 'line' | 'byte'>
}

/** Looks at records evenly over all slices: as many as there is time for, always the same of the same slices. */
export function readSample(slices: Uint8Array[]): Sample {
  const chosen = chooseSlices(slices)
  const opened = chosen.map((slice) => open(slices[slice]!, slice))
  const stride = strideOf(opened)
  const records: SampledRecord[] = []
  let seen = 0
  for (const { slice, records: all } of opened) {
    for (let index = 0; all.has(index); index++) {
      if (seen++ % stride !== 0) continue
      const value = all.read(index)
      records.push({ row: rowOf(value), slice, index })
    }
  }
  const placed = new Map<number, (index: number) => Pick<Refusal, 'position' | 'line' | 'byte'>>()
  return {
    records,
    rows: records.map(({ row }) => row).filter((row) => row !== undefined),
    names: opened[0]?.header.columns ?? [],
    isAll: stride === 1 && chosen.length === slices.length,
    refused: opened.flatMap(({ header }) => header.refused),
    placeOf({ slice, index }) {
      const placeOf = placed.get(slice) ?? placesIn(slices[slice]!)
      placed.set(slice, placeOf)
      return placeOf(index)
    },
  }
}

interface Opened {
  slice: number
  header: SliceHeader
  records: Records
}

function open(bytes: Uint8Array, slice: number): Opened {
  const { header, body } = unpackSlice(bytes)
  return { slice, header, records: openRecords(header, body) }
}

/** Slices are decoded as a whole. */
function chooseSlices(slices: Uint8Array[]): number[] {
  const first = slices[0]
  if (!first) return []
  const most = unpackSlice(first).header.encoding === 'csv' ? mostRowBytes : mostBytes
  const bytes = slices.reduce((sum, { length }) => sum + length, 0)
  const every = Math.ceil(bytes / most)
  return [...slices.keys()].filter((index) => index % every === 0)
}

function strideOf(opened: Opened[]): number {
  const columns = opened[0]?.header.columns?.length
  if (columns === undefined) return 1
  let rows = 0
  for (const { records } of opened) for (let index = 0; records.has(index); index++) rows++
  return Math.max(1, Math.ceil((rows * columns) / mostCells))
}

function rowOf(value: unknown): Row | undefined {
  const isRow = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Fault)
  return isRow ? (value as Row) : undefined
}

function placesIn(slice: Uint8Array) {
  const { header, body } = unpackSlice(slice)
  const placeOf = places(header, body, openRecords(header, body))
  const positionOf = positions(header)
  return (index: number) => ({ position: positionOf(index), ...placeOf(index) })
}
