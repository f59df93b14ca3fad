import type { ReadOptions, Recipe } from '@syndicate/contracts'
import { headBytes, lookAt } from '../look/look-at.ts'
import { runInput, type Outcome } from './run-input.ts'

/** A CSV on the way of an upload: looked at, decoded, cut and transformed. */
export function readCsv(
  input: string | Uint8Array,
  reading: ReadOptions = {},
  recipe: Partial<Pick<Recipe, 'steps' | 'schema'>> = {},
): Outcome & { reading: ReadOptions } {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input
  const looked = lookAt(bytes.subarray(0, headBytes), { format: 'csv', reading })
  const { decoder } = looked
  const text = decoder ? Uint8Array.from([...decoder.push(bytes), ...decoder.end()]) : bytes
  return { ...runInput('csv', text, recipe, { reading: looked.reading }), reading: looked.reading }
}
