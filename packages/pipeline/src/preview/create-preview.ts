import {
  leftOutOf,
  mergedFields,
  type FieldsSeen,
  type Format,
  type OnDuplicate,
  type PreviewBooks,
  type ReadOptions,
} from '@syndicate/contracts'
import { openRecords } from '../decode/open-records.ts'
import { createSampleKeys } from '../keys/settle-sample.ts'
import { jsonOf } from '../record/json-of.ts'
import type { Pipeline, RecordEngine, Transformed, TransformOptions } from '../record-engine.ts'
import { places } from '../slice/places.ts'
import { positionsInOrder } from '../slice/positions.ts'
import { unpackSlice } from '../slice/slice.ts'
import { createShown, type MostShown } from './create-shown.ts'
import { refusalJson } from './refusal-json.ts'

/** How a preview's transforming is limited, and watched. */
export interface PreviewOptions extends Pick<TransformOptions, 'maxGrowth' | 'onRecord' | 'isOver'> {
  /** Of the recipe. */
  onDuplicate?: OnDuplicate | undefined
}

/** What a pipeline makes of some slices, record beside record, in the making. */
export interface Preview {
  /** Throws grown-too-large. */
  take(slice: Uint8Array): void
  /** The answer as JSON, its numbers as they are stored. */
  json(about: { format: Format; reading: ReadOptions; complete: boolean }): string
}

/** Records go through the pipeline as those of a run do; what is shown of them is read beside it. */
export function createPreview(
  pipeline: Pipeline,
  engine: Pick<RecordEngine, 'read'>,
  most: MostShown,
  { onDuplicate, ...options }: PreviewOptions = {},
): Preview {
  const books: PreviewBooks = { in: 0, loaded: 0, quarantined: 0, filtered: 0 }
  const shown = createShown(most)
  let fields: FieldsSeen = {}
  const keys = createSampleKeys(onDuplicate)
  let isKeyed = false
  let slices = 0
  /** Of each record that is shown, where it is. */
  const rows: { slice: number; row: number }[] = []

  function show(slice: Uint8Array, { stored, refused }: Transformed, filtered: ReadonlySet<number>): void {
    const { header, body } = unpackSlice(slice)
    for (const refusal of refused.toSorted((a, b) => a.position - b.position))
      if (!shown.add('refused', () => refusalJson(refusal, header.encoding))) break
    if (!shown.hasRoom('records') && !shown.hasRoom('filtered')) return
    const notTaken = new Set(refused.map(({ position }) => position))
    const lines = engine.read(stored)
    const records = openRecords(header, body)
    const placeOf = places(header, body, records)
    const inOrder = positionsInOrder(header)
    for (let index = 0, at = 0; records.has(index); index++) {
      const position = inOrder.next().value as number
      if (filtered.has(index)) shown.add('filtered', () => String(position))
      else if (!notTaken.has(position)) {
        const row = at++
        const after = lines[row]
        // Those behind it were left.
        if (after === undefined) break
        const told = () =>
          `${JSON.stringify({ position, ...placeOf(index) }).slice(0, -1)},"before":${jsonOf(records.read(index))},"after":${after}}`
        if (shown.add('records', told)) rows.push({ slice: slices, row })
      }
      if (!shown.hasRoom('records') && !shown.hasRoom('filtered')) break
    }
  }

  return {
    take(slice) {
      const filtered = new Set<number>()
      const done = pipeline.transform(slice, { ...options, onFiltered: (index) => void filtered.add(index) })
      books.in += done.counts.in
      books.loaded += done.counts.stored
      books.quarantined += done.refused.length
      books.filtered += done.counts.filtered
      fields = mergedFields(fields, done.fields)
      keys.take(done.keys)
      isKeyed ||= done.keys !== null
      show(slice, done, filtered)
      slices++
    },
    json({ complete, ...about }) {
      const { isOf, duplicate, refused } = keys.settle()
      const settled = {
        ...books,
        loaded: books.loaded - duplicate - refused,
        quarantined: books.quarantined + refused,
        ...(isKeyed && { duplicate }),
      }
      const records = shown.of('records').map((text, at) => {
        const { slice, row } = rows[at]!
        return isOf(slice, row) ? `${text.slice(0, -1)},"duplicate":true}` : text
      })
      const lists = { records, refused: shown.of('refused'), filtered: shown.of('filtered') }
      return [
        `${JSON.stringify(about).slice(0, -1)}`,
        ...Object.entries(lists).map(([list, texts]) => `${JSON.stringify(list)}:[${texts.join()}]`),
        JSON.stringify({
          leftOut: leftOutOf(fields.leftOut),
          books: settled,
          complete,
          truncated: shown.isTruncated,
        }).slice(1),
      ].join()
    },
  }
}
