import { maxDistinct, type InferredField } from '@syndicate/contracts'
import type { Scalar } from './columns.ts'
import type { Judged } from './judge-column.ts'
import { enumOf, rangeOf } from './rules.ts'

const mostExamples = 5
const mostChars = 60

/** @param records looked at @param isAll whether these are all there are */
export function describeField(judged: Judged, records: number, isAll: boolean): Omit<InferredField, 'badCells'> {
  const { column, verdict, count, strays } = judged
  const { type, cast, minimum, maximum } = verdict
  const choice = enumOf(judged, isAll)
  const range = rangeOf(judged)
  return {
    name: column.name,
    type,
    required: count > 0 && count === records,
    nulls: records - count,
    distinct: distinctIn(judged),
    ...(choice && { enum: choice }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(range && { range }),
    examples: examplesOf(judged),
    evidence: evidenceOf(judged, records),
    ...(cast !== undefined && { cast }),
    misfits: strays + misfitCells(verdict.misfits),
  }
}

function misfitCells(misfits: Map<Scalar, number>): number {
  let cells = 0
  for (const times of misfits.values()) cells += times
  return cells
}

function distinctIn({ column, empty }: Judged): number {
  const nested = new Set(
    [...column.objects, ...column.lists].slice(0, maxDistinct + 1).map((each) => JSON.stringify(each)),
  )
  const blank = empty > 0 ? [...column.values.keys()].filter((value) => String(value).trim() === '').length : 0
  return Math.min(maxDistinct + 1, column.values.size - blank + nested.size)
}

function examplesOf({ column, verdict }: Judged): unknown[] {
  const examples: unknown[] = []
  for (const value of column.values.keys()) {
    if (examples.length === mostExamples) break
    if (verdict.misfits.has(value) || String(value).trim() === '') continue
    examples.push(typeof value === 'string' ? cut(value) : value)
  }
  const nested = [...column.objects, ...column.lists].slice(0, mostExamples - examples.length)
  return [...examples, ...nested.map((each) => cut(JSON.stringify(each)))]
}

/** A text cut short, and never within a character. */
export function cut(text: string, most = mostChars): string {
  if (text.length <= most) return text
  return `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`
}

/** Such as `197 of 200 are dates as 2026-01-31; 2 are empty; 1 is not`. */
function evidenceOf(judged: Judged, records: number): string {
  const { column, verdict, count, empty, strays } = judged
  const wrong = strays + misfitCells(verdict.misfits)
  const parts = [
    `${count - wrong} of ${records} are ${verdict.what}`,
    ...(empty > 0 ? [`${empty} ${be(empty)} empty`] : []),
    ...(column.nulls > 0 ? [`${column.nulls} ${be(column.nulls)} null`] : []),
    ...(column.absent > 0 ? [`${column.absent} ${column.absent === 1 ? 'lacks' : 'lack'} it`] : []),
    ...(wrong > 0 ? [`${wrong} ${be(wrong)} not`] : []),
    ...(verdict.note === undefined ? [] : [verdict.note]),
  ]
  return parts.join('; ')
}

function be(count: number): string {
  return count === 1 ? 'is' : 'are'
}
