import type { Recipe, Refusal } from '@syndicate/contracts'
import { openRecords } from '../decode/open-records.ts'
import { parseJson } from '../decode/parse-json.ts'
import { Fault } from '../record/fault.ts'
import type { Pipeline, RecordEngine, TransformOptions } from '../record-engine.ts'
import { positionsInOrder } from '../slice/positions.ts'
import { unpackSlice } from '../slice/slice.ts'
import type { Selector } from './compile-selector.ts'

/** A refused record as it is kept. */
export type KeptRefusal = Pick<Refusal, 'original' | 'encoding' | 'record'>

/** The same steps, for records that were left out or refused as well: how they look after the steps is asked of all. */
export function withoutRefusing({ name, format, dataset, steps, limits, reading }: Recipe): Recipe {
  return {
    name,
    format,
    dataset,
    mode: 'append',
    onInvalid: 'quarantine',
    steps: steps.filter((step) => !('filter' in step)),
    ...(limits && { limits }),
    ...(reading && { reading }),
  }
}

/**
 * Positions of the records of a slice that are meant, before or after the steps; of those that the steps cannot take, or that
 * nobody can read, those whose text says so. Throws grown-too-large.
 * @param pipeline of a recipe as `withoutRefusing` has it
 */
export function findInSlice(
  engine: RecordEngine,
  pipeline: Pipeline,
  slice: Uint8Array,
  selector: Selector,
  options: Pick<TransformOptions, 'maxGrowth' | 'onRecord'> = {},
): Set<number> {
  const found = new Set<number>()
  const { header, body } = unpackSlice(slice)
  const records = openRecords(header, body, () => options.onRecord?.(-1))
  const inOrder = positionsInOrder(header)
  const places: number[] = []
  for (let index = 0; records.has(index); index++) {
    options.onRecord?.(index)
    const position = inOrder.next().value as number
    places.push(position)
    if (selector.isGiven(records.read(index))) found.add(position)
  }
  const { stored, refused } = pipeline.transform(slice, options)
  for (const refusal of refused) if (isRefusalMeant(refusal, selector)) found.add(refusal.position)
  const left = new Set(refused.map(({ position }) => position))
  const taken = places.filter((position) => !left.has(position))
  for (const [nth, line] of engine.read(stored).entries()) if (selector.isStored(line)) found.add(taken[nth]!)
  return found
}

/** Of a refused record by itself: as a record where it can be read, or by its text. */
export function isRefusalMeant({ original, encoding, record }: KeptRefusal, selector: Selector): boolean {
  const text = encoding === 'base64' ? Buffer.from(original, 'base64').toString() : original
  const value = parseJson(record ?? text)
  return value instanceof Fault || typeof value !== 'object' ? selector.isNamedIn(text) : selector.isPerhaps(value)
}
