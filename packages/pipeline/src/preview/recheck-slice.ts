import { maxShownChars, mostChecked, type PreviewBooks, type RefusalCode, type Stage } from '@syndicate/contracts'
import type { Pipeline } from '../record-engine.ts'
import { positionsInOrder } from '../slice/positions.ts'
import { unpackSlice } from '../slice/slice.ts'
import type { PreviewOptions } from './create-preview.ts'
import { refusalJson } from './refusal-json.ts'

/** Records refused for the same reason. */
export interface RefusedGroup {
  stage: Stage
  code: RefusalCode
  field: string | null
  count: number
  /** Of them, those that were not refused before. */
  newly: number
  /** Each as JSON; those that were not refused before come first. */
  examples: { isNew: boolean; json: string }[]
}

/** What a pipeline makes of some records, against what another made of them. */
export interface Rechecked {
  books: PreviewBooks
  groups: RefusedGroup[]
  /** Refused for reasons beyond those told. */
  more: number
  newlyRefused: number
  /** What becomes of records that were refused before. */
  noLongerRefused: { loaded: number; filtered: number }
}

/**
 * Transforms a slice as a run would and keeps nothing but what there is to tell of it.
 * @param before positions of records that were refused then
 * Throws grown-too-large.
 */
export function recheckSlice(
  pipeline: Pipeline,
  slice: Uint8Array,
  before: ReadonlySet<number>,
  options: Omit<PreviewOptions, 'onDuplicate'> = {},
): Rechecked {
  const { header } = unpackSlice(slice)
  const leftOut: number[] = []
  const { counts, refused } = pipeline.transform(slice, { ...options, onFiltered: (index) => void leftOut.push(index) })
  const groups = new Map<string, RefusedGroup>()
  let more = 0
  let newlyRefused = 0
  for (const refusal of refused) {
    const { stage, code, field = null, position } = refusal
    const isNew = !before.has(position)
    if (isNew) newlyRefused++
    const key = `${stage} ${code} ${field}`
    let group = groups.get(key)
    if (!group && groups.size === mostChecked.groups) {
      more++
      continue
    }
    if (!group) groups.set(key, (group = { stage, code, field, count: 0, newly: 0, examples: [] }))
    group.count++
    if (isNew) group.newly++
    const isTold = isNew ? group.newly <= mostChecked.examples : group.examples.length < mostChecked.examples
    if (isTold) group.examples.push({ isNew, json: refusalJson(refusal, header.encoding, maxShownChars) })
  }
  const stillRefused = refused.length - newlyRefused
  const filtered = before.size === 0 ? 0 : countFiltered(positionsInOrder(header), leftOut, before)
  return {
    books: { in: counts.in, loaded: counts.stored, quarantined: refused.length, filtered: counts.filtered },
    groups: [...groups.values()].map((group) => ({ ...group, examples: newestFirst(group.examples) })),
    more,
    newlyRefused,
    noLongerRefused: { loaded: before.size - stillRefused - filtered, filtered },
  }
}

/** Those that were not refused before, then the others, as many as are told. */
export function newestFirst(examples: RefusedGroup['examples']): RefusedGroup['examples'] {
  return [...examples.filter(({ isNew }) => isNew), ...examples.filter(({ isNew }) => !isNew)].slice(
    0,
    mostChecked.examples,
  )
}

/** How many of the records that are left out, by their index, are at one of some positions. */
function countFiltered(inOrder: Iterator<number>, leftOut: readonly number[], positions: ReadonlySet<number>): number {
  let count = 0
  let next = 0
  for (const index of leftOut) {
    let position = inOrder.next().value as number
    for (next++; next <= index; next++) position = inOrder.next().value as number
    if (positions.has(position)) count++
  }
  return count
}
