import type { Inference, Pipeline } from '@syndicate/contracts'
import { fieldsOf } from '../../pipeline/fields-of.ts'

/** A pipeline that takes a file, as far as the names of fields tell. */
export interface Fit {
  pipeline: Pipeline
  /** How many fields it knows by name; 0: it takes any. */
  known: number
  /** How many of these the file has. */
  found: number
}

/** The one that is there for whatever has no other. */
export function takesAnything(pipelines: readonly Pipeline[]): Pipeline | undefined {
  return pipelines.find(({ name }) => name === 'records') ?? pipelines[0]
}

/** Those that take it, the likeliest first; behind them those that take any fields, of files of its format or of all. */
export function fitsOf(pipelines: readonly Pipeline[], { fields, format }: Inference): Fit[] {
  const anyRecords = takesAnything(pipelines)
  const there = new Set(fields.map(({ name }) => name))
  const fits = pipelines.flatMap((pipeline) => {
    const { known, needed } = inputFieldsOf(pipeline)
    const found = [...known].filter((name) => there.has(name)).length
    const others = there.size - found
    const takes =
      [...needed].every((name) => there.has(name)) &&
      (known.size === 0 ? pipeline.format === format || pipeline === anyRecords : found > 0) &&
      (pipeline.onNewField !== 'refuse' || others === 0)
    return takes ? [{ pipeline, known: known.size, found, likeness: likenessOf(found, known.size + others) }] : []
  })
  return fits
    .toSorted(
      (a, b) => b.likeness - a.likeness || Number(b.pipeline.format === format) - Number(a.pipeline.format === format),
    )
    .map(({ pipeline, known, found }) => ({ pipeline, known, found }))
}

function likenessOf(common: number, all: number): number {
  return all === 0 ? 0 : common / all
}

/** The names that inputs have: before the steps, which rename and derive. */
function inputFieldsOf({ steps, schema }: Pipeline): { known: Set<string>; needed: Set<string> } {
  /** What a name behind the steps so far was called at first; null: it was not there. */
  const origins = new Map<string, string | null>()
  const originOf = (name: string) => (origins.has(name) ? origins.get(name)! : name)
  const known = new Set<string>()
  const know = (name: string) => {
    const origin = originOf(name)
    if (origin !== null) known.add(origin)
    return origin
  }
  for (const step of steps) {
    if ('rename' in step) {
      const renamed = Object.entries(step.rename).map(([from, to]) => [to, know(from)] as const)
      for (const [to, origin] of renamed) origins.set(to, origin)
    }
    if ('cast' in step) Object.keys(step.cast).forEach(know)
    if ('hash' in step) step.hash.forEach(know)
    if ('drop' in step) step.drop.forEach(know)
    if ('derive' in step) for (const name of Object.keys(step.derive)) origins.set(name, null)
  }
  const needed = new Set<string>()
  for (const { name, required } of fieldsOf(schema)) {
    const origin = know(name)
    if (required && origin !== null) needed.add(origin)
  }
  return { known, needed }
}
