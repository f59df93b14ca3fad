import type { InferredField } from '@syndicate/contracts'
import type { Scalar } from './columns.ts'
import type { Judged } from './judge-column.ts'
import { namesLatitude, namesLongitude, namesOpenSet, namesShare, namesSigned } from './names.ts'

/** An enumeration has so many values at most, … */
const mostValues = 12
const mostValueChars = 40
/** … each of which came so often at least, and in such a share of all: then another one is not likely to come. */
const leastTimes = 3
const leastTimesEach = 10
const leastShare = 0.01
/** The same where more records follow. */
const leastShareOfPart = 0.05
/** So few numbers say nothing about the next one. */
const leastNumbers = 20
/** Numbers that come this near to 0, as a share of the largest, and are never below it. */
const nearZero = 0.1

/** The only values that a field has, where it looks as if there were no others. @param isAll whether all records were looked at */
export function enumOf({ column, verdict, count }: Judged, isAll: boolean): Scalar[] | undefined {
  if (verdict.type !== 'string' || namesOpenSet(column.name)) return undefined
  const values = [...column.values].filter(([value]) => typeof value === 'string' && value.trim() !== '')
  if (values.length < 2 || values.length > mostValues || count < values.length * leastTimesEach) return undefined
  const least = Math.max(leastTimes, count * (isAll ? leastShare : leastShareOfPart))
  const areFew = values.every(([value, times]) => times >= least && String(value).length <= mostValueChars)
  return areFew ? values.map(([value]) => value).sort((a, b) => (a < b ? -1 : 1)) : undefined
}

/** What may be asserted of numbers, as the next file will keep to it as well. */
export function rangeOf({ column: { name }, verdict, count }: Judged): InferredField['range'] {
  const { type, minimum, maximum } = verdict
  if (type !== 'integer' && type !== 'number') return undefined
  if (typeof minimum !== 'number' || typeof maximum !== 'number') return undefined
  const within = (low: number, high: number) =>
    minimum >= low && maximum <= high ? { minimum: low, maximum: high } : undefined
  if (namesLatitude(name)) return within(-90, 90)
  if (namesLongitude(name)) return within(-180, 180)
  if (count < leastNumbers || minimum < 0) return undefined
  if (namesShare(name) && maximum > 1) return within(0, 100) ?? { minimum: 0 }
  if (namesSigned(name) || minimum > maximum * nearZero) return undefined
  return { minimum: 0 }
}
