import type { Refusal } from '@syndicate/contracts'
import type { Records } from '../decode/records.ts'
import { recordEnds } from './record-ends.ts'
import type { Placed, SliceHeader } from './slice.ts'

/** Neither where it is not known. */
type Place = Pick<Refusal, 'line' | 'byte'>

/**
 * Where in the input each record of a slice begins, as far as that is known. Nothing is counted before it is asked.
 * @param records of the slice
 */
export function places(header: SliceHeader, body: Uint8Array, records: Records): (index: number) => Place {
  const { placed } = header
  if (!placed) return () => ({})
  let sizesBefore: ((index: number) => number) | undefined
  return (index) => {
    const [first, at, gap] = placed.runs.findLast((run) => run[0] <= index) ?? [0, -1, 0]
    if (at < 0) return {}
    const before = (sizesBefore ??= sizesIn(header, body, { ...placed, ...records }))
    const place = at + before(index) - before(first) + (index - first) * gap
    return placed.unit === 'line' ? { line: place } : { byte: place }
  }
}

/** The runs of the part of a slice that begins with a record, which stands there. */
export function placedFrom({ placed }: SliceHeader, from: number, { line, byte }: Place): Pick<SliceHeader, 'placed'> {
  if (!placed) return {}
  const gap = placed.runs.findLast((run) => run[0] <= from)?.[2] ?? 0
  const later = placed.runs.filter(([first]) => first > from)
  const runs = later.map(([first, ...rest]): Placed['runs'][0] => [first - from, ...rest])
  return { placed: { ...placed, runs: [[0, line ?? byte ?? -1, gap], ...runs] } }
}

/** How much of the input the records before one are, without what lies between them. */
function sizesIn(
  header: SliceHeader,
  body: Uint8Array,
  { unit, spans, lines }: Placed & Pick<Records, 'lines'>,
): (index: number) => number {
  if (unit === 'line') return spans && lines ? linesBefore(lines) : (index) => index
  const ends = recordEnds(header, body)
  // The line feed behind a record, or the length before it, is not in the input.
  const added = header.encoding === 'ndjson' ? 1 : 4
  return (index) => (ends[index - 1] ?? 0) - index * added
}

function linesBefore(linesOf: (index: number) => number): (index: number) => number {
  const sums = [0]
  return (index) => {
    for (let next = sums.length; next <= index; next++) sums.push(sums[next - 1]! + linesOf(next - 1))
    return sums[index]!
  }
}
