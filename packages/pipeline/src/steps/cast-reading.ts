import type { Step } from '@syndicate/contracts'
import type { SliceHeader } from '../slice/slice.ts'
import type { NumberSigns } from './number-text.ts'

/** What casts have to know of the input that a record came from. */
export interface CastReading {
  numbers: NumberSigns
  /** What an empty text becomes under its name: null, undefined where the field may be left out; or it stays what it is. */
  emptyAs?: (name: string) => null | undefined
}

export const usualReading: CastReading = { numbers: {} }

/** An empty cell of a CSV is nothing, unless it is a text. */
export function castReadingOf(
  header: Pick<SliceHeader, 'csv' | 'numbers'>,
  schema: unknown,
  laterSteps: Step[],
): CastReading {
  const { csv, numbers = {} } = header
  if (!csv) return { numbers }
  return { numbers, emptyAs: (name) => (isOptional(schema, renamed(name, laterSteps)) ? undefined : null) }
}

/** Whether the schema lets a record do without a field, but takes no null for it. */
function isOptional(schema: unknown, name: string): boolean {
  const { properties, required } = (schema ?? {}) as {
    properties?: Record<string, { type?: unknown }>
    required?: string[]
  }
  if (!properties || !Object.hasOwn(properties, name) || required?.includes(name)) return false
  const { type } = properties[name]!
  return type !== undefined && ![type].flat().includes('null')
}

/** What a field is called at the end. */
function renamed(name: string, steps: Step[]): string {
  return steps.reduce((now, step) => {
    if (!('rename' in step)) return now
    return Object.hasOwn(step.rename, now) ? step.rename[now]! : now
  }, name)
}
