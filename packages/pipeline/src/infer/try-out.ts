import {
  ProblemError,
  type Inference,
  type PipelineDefinition,
  type Recipe,
  readOptionsOf,
  type Refusal,
} from '@syndicate/contracts'
import type { Pipeline, RecordEngine } from '../record-engine.ts'
import { openSlice, type OpenSlice } from '../slice/open-slice.ts'
import { unpackSlice } from '../slice/slice.ts'
import { cut } from './describe-field.ts'
import type { Sample, SampledRecord } from './sample.ts'

const mostRows = 20
const mostRefused = 20
/** Cells of them, where rows are wide. */
const mostCells = 20_000
/** Of what a refused record was, in characters. */
const mostOriginal = 200

/** The recipe that a definition comes to, under a name. */
export function recipeOf(name: string, definition: PipelineDefinition): Recipe {
  const { format, mode, onInvalid, steps, schema } = definition
  const reading = readOptionsOf(definition)
  return { name, format, dataset: name, mode, onInvalid, steps, schema, ...(reading && { reading }) }
}

/** What comes of the first records, and of those that cannot be taken. Nothing, where even a few are more than may come of them. */
export function tryOut(
  engine: RecordEngine,
  recipe: Recipe,
  slices: Uint8Array[],
  sample: Sample,
  suspects: SampledRecord[],
): Pick<Inference, 'rows' | 'refused'> {
  const pipeline = engine.compile(recipe)
  const opened = new Map<number, OpenSlice>()
  const open = (slice: number) => {
    const known = opened.get(slice) ?? openSlice(slices[slice]!)
    opened.set(slice, known)
    return known
  }
  const rows: unknown[] = []
  const refused = new Map<number, Refusal>(sample.refused.slice(0, mostRefused).map((each) => [each.position, each]))
  const columns = slices[0] ? (unpackSlice(slices[0]).header.columns?.length ?? 1) : 1
  let left = Math.min(mostRows, Math.ceil(mostCells / columns))
  for (let slice = 0; slice < slices.length && left > 0; slice++) {
    const { records, part } = open(slice)
    const tried = attempt(pipeline, part(0, Math.min(left, records)))
    left -= records
    if (!tried) break
    rows.push(...engine.read(tried.stored).map((line) => JSON.parse(line) as unknown))
    for (const each of tried.refused) refused.set(each.position, each)
  }
  for (const { slice, index } of suspects.slice(0, mostRefused)) {
    const tried = attempt(pipeline, open(slice).part(index, index + 1))
    for (const each of tried?.refused ?? []) refused.set(each.position, each)
  }
  const inOrder = [...refused.values()].sort((a, b) => a.position - b.position)
  return { rows, refused: inOrder.slice(0, mostRefused).map(shownRefusal) }
}

function attempt(pipeline: Pipeline, slice: Uint8Array) {
  try {
    return pipeline.transform(slice)
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}

function shownRefusal({ position, line, byte, code, reason, original }: Refusal): Inference['refused'][number] {
  return {
    position,
    ...(line !== undefined && { line }),
    ...(byte !== undefined && { byte }),
    code,
    reason,
    original: cut(original, mostOriginal),
  }
}
