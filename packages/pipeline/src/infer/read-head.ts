import { ProblemError, type Format, type ReadOptions } from '@syndicate/contracts'
import { createCutter, isReadWhole } from '../cut/create-cutter.ts'
import { malformedInput } from '../cut/malformed-input.ts'
import { lineFeed } from '../record/json-bytes.ts'
import { headBytes, lookAt } from '../look/look-at.ts'
import { unpackSlice } from '../slice/slice.ts'
import { findFormat } from './find-format.ts'
import { findList } from './find-list.ts'

/** What is said of a file, and how much of it is here. */
export interface Head {
  bytes: Uint8Array
  /** Whether that is all of it. */
  isWhole: boolean
  fileName?: string | undefined
  /** What is said of it is not asked again. */
  format?: Format | undefined
  reading?: ReadOptions | undefined
  mediaType?: string | undefined
}

/** Records, cut and ready to be read, and how they came to be. */
export interface CutHead {
  slices: Uint8Array[]
  format: Format
  reading: ReadOptions
  /** How format and reading are known, by what they are called. */
  evidence: Record<string, string>
  /** Bytes that were cut. */
  bytes: number
  isWhole: boolean
}

/** So many slices of a head: what is in the last of one that is not whole is lost. */
const leastSlices = 64
const sliceLimits = { least: 512, most: 64 * 1024 }
/** Lines or records that are cut, and how many bytes at a time. */
const mostLines = 100_000
const pieceBytes = 64 * 1024
/** YAML has to be read whole, and takes long. */
const mostYamlBytes = 48 * 1024

/** Finds out how a file is read, and cuts its records. Throws what an upload of it would be refused with, where that cannot be guessed. */
export function readHead(head: Head): CutHead {
  if (head.bytes.length === 0) throw new ProblemError('empty-input', 'There is nothing in the body')
  const { format, evidence } = head.format
    ? { format: head.format, evidence: 'As said' }
    : findFormat(head.bytes, head.fileName)
  const said = { ...head.reading }
  const { bytes, isWhole } = isReadWhole(format) ? wholeYaml(head) : head
  const start = bytes.subarray(0, headBytes)
  const looked = lookAt(start, { format, reading: said, mediaType: head.mediaType, guesses: true })
  const text = looked.decoder
    ? joined([looked.decoder.push(bytes), isWhole ? looked.decoder.end() : new Uint8Array()])
    : bytes
  const list = format === 'json' && said.records === undefined ? findList(text) : undefined
  const reading = { ...looked.reading, ...(list && { records: list.pointer }) }
  const { slices, share } = cutHead(text, format, reading, isWhole)
  return {
    slices,
    format,
    reading,
    evidence: {
      format: head.format ? evidence : (rowsEvidence(slices, reading) ?? evidence),
      ...readingEvidence(said, reading),
      ...(list && { records: listEvidence(list) }),
    },
    bytes: Math.round(bytes.length * share),
    isWhole: isWhole && share === 1,
  }
}

function rowsEvidence(slices: Uint8Array[], { delimiter = ',' }: ReadOptions): string | undefined {
  const columns = slices[0] && unpackSlice(slices[0]).header.columns?.length
  if (columns === undefined) return undefined
  return columns === 1
    ? 'Lines of text, with no sign that stands between cells'
    : `Rows of ${columns} cells, with ${JSON.stringify(delimiter)} between them`
}

function listEvidence({ pointer, items }: { pointer: string; items: number }): string {
  return `One object, most of which is the list at ${pointer} with ${items} objects as far as it was looked at: these are the records`
}

/** @returns as well how much of it was cut: what has very many lines is not cut to its end */
function cutHead(
  text: Uint8Array,
  format: Format,
  reading: ReadOptions,
  isWhole: boolean,
): { slices: Uint8Array[]; share: number } {
  const sliceBytes = Math.max(sliceLimits.least, Math.min(sliceLimits.most, Math.floor(text.length / leastSlices)))
  const limits = { sliceBytes, maxRecordBytes: text.length, maxDocumentBytes: text.length }
  const cutter = createCutter(format, limits, reading, true)
  const slices: Uint8Array[] = []
  let at = 0
  for (let lines = 0; at < text.length && lines < mostLines && cutter.records < mostLines; at += pieceBytes) {
    const piece = text.subarray(at, at + pieceBytes)
    lines += lineFeedsIn(piece)
    slices.push(...cutter.push(piece))
  }
  if (at >= text.length && (isWhole || isReadWhole(format))) return { slices: [...slices, ...cutter.end()], share: 1 }
  if (slices.length === 0) throw malformedInput(`No record ends within the first ${Math.min(at, text.length)} bytes`)
  return { slices, share: Math.min(1, at / text.length) }
}

function lineFeedsIn(bytes: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) count++
  return count
}

/** As much of a YAML as can be read at once, up to where a document or an item of a list ends. */
function wholeYaml(head: Head): Pick<Head, 'bytes' | 'isWhole'> {
  if (head.isWhole && head.bytes.length <= mostYamlBytes) return head
  const most = head.bytes.subarray(0, mostYamlBytes)
  const text = new TextDecoder('latin1').decode(most)
  const end = Math.max(text.lastIndexOf('\n---'), text.lastIndexOf('\n- '))
  if (end <= 0)
    throw malformedInput(
      `No document of this YAML ends within its first ${most.length} bytes, and not more of it is looked at`,
    )
  return { bytes: most.subarray(0, end + 1), isWhole: false }
}

const because: Partial<Record<keyof ReadOptions, (value: string, reading: ReadOptions) => string>> = {
  encoding: (value) => `Its bytes are no UTF-8, and read as ${value}`,
  delimiter: (value) => `Rows have as many cells each with ${JSON.stringify(value)} between them`,
  quote: (value) => `Texts stand in ${value}`,
  header: (value, { skip }) =>
    value === 'false'
      ? 'The first row is data like those below it, so columns are named by their places'
      : skip
        ? `The names in its header are not all usable, so they are given here, and ${skip} lines are left out`
        : 'The last line of comment before the rows names their columns',
  skip: (value) => `${value} lines stand before the rows`,
  trim: () => 'Blanks stand around nearly every cell of a column',
  ragged: () => 'Many rows lack cells at their end, which are null',
  comment: (value) => `Lines that begin with ${value} stand before the rows`,
  nulls: () => 'Texts that are empty stand in quotes, so a cell without is null',
}

function readingEvidence(said: ReadOptions, found: ReadOptions): Record<string, string> {
  return Object.fromEntries(
    (Object.keys(found) as (keyof ReadOptions)[])
      .filter((option) => option !== 'records' || said.records !== undefined)
      .map((option) => {
        const isSaid = said[option] !== undefined && said[option] !== 'auto'
        return [option, isSaid ? 'As said' : (because[option]?.(String(found[option]), found) ?? 'Found so')]
      }),
  )
}

function joined(pieces: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}
