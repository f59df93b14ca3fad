import type { ReadOptions } from '@syndicate/contracts'
import { packSlice, unpackSlice } from '../slice/slice.ts'
import type { NumberSigns } from '../steps/number-text.ts'
import { columnsOf, type Column } from './columns.ts'
import { judgeColumn } from './judge-column.ts'
import { findNullWords, wordsForNull, type NullWords } from './null-words.ts'
import { findSigns, type FoundSigns } from './number-signs.ts'
import type { CutHead } from './read-head.ts'
import { readSample, type Sample } from './sample.ts'

/** Records as they are read once all is known of how they are. */
export interface Settled extends Pick<CutHead, 'slices' | 'reading' | 'evidence'> {
  sample: Sample
  columns: Column[]
  passedOver: number
  signs: NumberSigns
  /** Whether everything came as text. */
  isAllText: boolean
}

const nothing: NullWords = { nulls: new Map(), notes: [] }

/** Finds out what only all cells together tell: which words are null, and how numbers are written. @param said what is known */
export function settle(head: CutHead, said: ReadOptions): Settled {
  const sample = readSample(head.slices)
  const found = columnsOf(sample.rows, sample.names)
  if (head.format !== 'csv') return { ...head, ...found, sample, signs: {}, isAllText: false }
  const { signs, example }: FoundSigns =
    said.decimal === undefined && said.thousands === undefined
      ? findSigns(found.columns, wordsForNull)
      : { signs: signsOf(said) }
  const { nulls, notes } = said.nulls === undefined ? nullsOf(found.columns, signs) : nothing
  const reading = {
    ...head.reading,
    ...signs,
    ...(nulls.size > 0 && { nulls: [...(head.reading.nulls ?? []), ...nulls.keys()].slice(0, 20) }),
  }
  const evidence = {
    ...head.evidence,
    ...signsEvidence(signs, said, example),
    ...nullsEvidence(nulls, notes, head.evidence['nulls']),
  }
  const slices = head.slices.map((slice) => read(slice, signs, reading.nulls))
  const again = nulls.size > 0 ? readSample(slices) : sample
  return {
    slices,
    reading,
    evidence,
    ...(nulls.size > 0 ? columnsOf(again.rows, again.names) : found),
    sample: again,
    signs,
    isAllText: true,
  }
}

function signsOf({ decimal, thousands }: ReadOptions): NumberSigns {
  return { ...(decimal !== undefined && { decimal }), ...(thousands !== undefined && { thousands }) }
}

function nullsOf(columns: Column[], signs: NumberSigns): NullWords {
  const options = { signs, isAllText: true, ignored: wordsForNull }
  const holding = columns.filter(({ values }) => [...wordsForNull].some((word) => values.has(word)))
  const judged = holding.map((column) => ({ column, isText: judgeColumn(column, options).verdict.type === 'string' }))
  return findNullWords(judged)
}

/** The same slice, read in the way that was found. */
function read(slice: Uint8Array, signs: NumberSigns, nulls: string[] | undefined): Uint8Array {
  const { header, body } = unpackSlice(slice)
  const csv = { ...header.csv, ...(nulls && { nulls }) }
  return packSlice({ ...header, csv, ...(Object.keys(signs).length > 0 && { numbers: signs }) }, body)
}

function signsEvidence({ decimal, thousands }: NumberSigns, said: ReadOptions, example = ''): Record<string, string> {
  const how = (sign: string, place: string, isSaid: boolean) =>
    isSaid ? 'As said' : `${JSON.stringify(sign)} stands ${place}, as in ${example.trim()}`
  return {
    ...(decimal !== undefined && { decimal: how(decimal, 'before fractions', said.decimal !== undefined) }),
    ...(thousands !== undefined && { thousands: how(thousands, 'between thousands', said.thousands !== undefined) }),
  }
}

function nullsEvidence(
  nulls: Map<string, number>,
  notes: string[],
  before: string | undefined,
): Record<string, string> {
  const counts = [...nulls].map(([word, times]) => `${word} (${times} ${times === 1 ? 'time' : 'times'})`)
  const where = counts.length > 0 ? [`${counts.join(', ')} where there is no value`] : []
  const said = [...(before === undefined ? [] : [before]), ...where, ...notes]
  return said.length > 0 ? { nulls: said.join('; ') } : {}
}
