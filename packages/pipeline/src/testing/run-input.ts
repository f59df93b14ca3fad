import { mergedFields, type FieldsSeen, type Format, type Recipe, type Refusal } from '@syndicate/contracts'
import { compilePipeline } from '../compile-pipeline.ts'
import { decodeFrame } from '../store/decode-frame.ts'
import { cutInput, type CutOptions } from './cut-input.ts'
import { plainRecipe } from './plain-recipe.ts'
import { testHost } from './test-host.ts'

export interface Outcome {
  records: unknown[]
  /** The same as they are stored. */
  lines: string[]
  refused: Refusal[]
  counts: { in: number; filtered: number; stored: number }
  fields: FieldsSeen
}

/** The whole way of an input, from bytes to audited records. */
export function runInput(
  format: Format,
  input: string | Uint8Array,
  recipe: Partial<Pick<Recipe, 'steps' | 'schema' | 'onNewField'>> = {},
  options: CutOptions = {},
): Outcome {
  const whole: Recipe = { ...plainRecipe, format, ...recipe }
  const pipeline = compilePipeline(whole, testHost)
  const outcome: Outcome = {
    records: [],
    lines: [],
    refused: [],
    counts: { in: 0, filtered: 0, stored: 0 },
    fields: {},
  }
  for (const slice of cutInput(format, input, options)) {
    const { stored, counts, refused, fields } = pipeline.transform(slice)
    pipeline.audit(stored)
    const lines = decodeFrame(testHost, stored)
    outcome.lines.push(...lines)
    outcome.records.push(...lines.map((line) => JSON.parse(line) as unknown))
    outcome.refused.push(...refused)
    outcome.fields = mergedFields(outcome.fields, fields)
    outcome.counts.in += counts.in
    outcome.counts.filtered += counts.filtered
    outcome.counts.stored += counts.stored
  }
  return outcome
}
