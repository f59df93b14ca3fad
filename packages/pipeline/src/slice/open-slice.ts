import { mergedFields, shortText, type Refusal, type RefusalCode } from '@syndicate/contracts'
import { openRecords } from '../decode/open-records.ts'
import { joinEntries } from '../keys/join-entries.ts'
import type { Transformed } from '../record-engine.ts'
import { placedFrom, places } from './places.ts'
import { positions } from './positions.ts'
import { recordEnds } from './record-ends.ts'
import { packSlice, unpackSlice } from './slice.ts'

/** A slice taken apart by its records, none of them decoded, and put together again. Indexes count its records from 0. */
export interface OpenSlice {
  readonly records: number
  /** A slice of its own: the records from `from` up to, but not including, `to`. */
  part(from: number, to: number): Uint8Array
  /** Says of one record that transform could not take it. */
  refuse(index: number, code: RefusalCode, reason: string): Refusal
  /**
   * What transforming the slice would have given without the records refused one by one.
   * @param parts of every record, in order: what became of the part it was in, or why it is refused. Each part has to
   * have been told what came before it, and one at least to be transformed.
   */
  join(parts: (Transformed | Refusal)[]): Transformed
}

export function openSlice(slice: Uint8Array): OpenSlice {
  const { header, body } = unpackSlice(slice)
  const ends = recordEnds(header, body)
  const positionOf = positions(header)
  let placeOf: ReturnType<typeof places> | undefined
  const place = (index: number) => (placeOf ??= places(header, body, openRecords(header, body)))(index)

  function part(from: number, to: number): Uint8Array {
    const first = positionOf(from)
    const last = to > from ? positionOf(to - 1) : first
    // Those refused in between move the positions of the records after them.
    const refused = header.refused.filter(({ position }) => position > first && position < last)
    return packSlice(
      { ...header, ...placedFrom(header, from, place(from)), first, refused },
      body.subarray(ends[from - 1] ?? 0, ends[to - 1] ?? 0),
    )
  }

  return {
    records: ends.length,
    part,
    refuse(index, code, reason) {
      const { header: alone, body: bytes } = unpackSlice(part(index, index + 1))
      const original = openRecords(alone, bytes).original(0)
      return {
        position: positionOf(index),
        ...place(index),
        stage: 'transform',
        code,
        reason: shortText(reason),
        ...original,
      }
    },
    join(parts) {
      const joined = parts.filter((it) => 'stored' in it)
      const refused = parts.flatMap((it) =>
        'stored' in it ? it.refused.filter(({ stage }) => stage !== 'extract') : it,
      )
      return {
        stored: concat(joined.map((it) => it.stored)),
        grownChars: sum(joined.map((it) => it.grownChars)),
        counts: {
          in: ends.length + header.refused.length,
          filtered: sum(joined.map(({ counts }) => counts.filtered)),
          stored: sum(joined.map(({ counts }) => counts.stored)),
        },
        refused: [...header.refused, ...refused],
        keys: joinedKeys(joined),
        fields: joined.map(({ fields }) => fields).reduce(mergedFields, {}),
      }
    },
  }
}

function joinedKeys(joined: Transformed[]): Uint8Array | null {
  const pieces = joined.flatMap(({ keys, counts }) => (keys ? [{ entries: keys, rows: counts.stored }] : []))
  return pieces.length === 0 ? null : joinEntries(pieces)
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function concat(pieces: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(sum(pieces.map(({ length }) => length)))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
