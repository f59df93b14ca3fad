import type { Refusal } from '@syndicate/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compilePipeline } from './compile-pipeline.ts'
import { notUtf8 } from './decode/decode-text.ts'
import { parseJson } from './decode/parse-json.ts'
import { Fault } from './record/fault.ts'
import { jsonOf } from './record/json-of.ts'
import type { Row } from './record/row.ts'
import { compileSchema } from './schema/compile-schema.ts'
import { packSlice } from './slice/slice.ts'
import { chainSteps } from './steps/chain-steps.ts'
import type { Transformer } from './steps/transformer.ts'
import { fuzzLines } from './testing/fuzz-lines.ts'
import { fuzzRuns, fuzzTimeout } from './testing/fuzz-runs.ts'
import { fuzzSchema, fuzzSteps } from './testing/fuzz-steps.ts'
import { plainRecipe } from './testing/plain-recipe.ts'
import { testHost } from './testing/test-host.ts'
import { tryCompileSteps } from './testing/try-compile-steps.ts'

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Line by line and step by step, with nothing that is there to be fast. */
function plainly(body: Uint8Array, transformer: Transformer) {
  const lines: string[] = []
  const refused: Pick<Refusal, 'position' | 'code' | 'reason'>[] = []
  let filtered = 0
  for (const [position, line] of splitBytes(body).entries()) {
    const result = outcomeOf(line, transformer)
    if (result instanceof Fault) refused.push({ position, code: result.code, reason: result.reason })
    else if (result === null) filtered++
    else lines.push(`${jsonOf(result)}\n`)
  }
  return { text: lines.join(''), refused, filtered }
}

function outcomeOf(line: Uint8Array, transformer: Transformer): ReturnType<Transformer> {
  let text: string
  try {
    text = strict.decode(line)
  } catch {
    return new Fault('malformed-record', notUtf8)
  }
  const value = parseJson(text)
  if (value instanceof Fault) return value
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    try {
      return transformer(value as Row)
    } catch (error) {
      return new Fault('record-crashed', `A step failed: ${(error as Error).message}`)
    }
  }
  const kind = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`
  return new Fault('not-an-object', `A record is an object, this is ${kind}`)
}

function splitBytes(body: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  for (let at = 0; at < body.length;) {
    const end = body.indexOf(10, at)
    lines.push(body.subarray(at, end))
    at = end + 1
  }
  return lines
}

test('a slice becomes what its lines become one by one, to the byte', { timeout: fuzzTimeout }, () => {
  let seen = 0
  const bodies = fc.array(fuzzLines, { minLength: 4, maxLength: 4 })
  const property = fc.property(fuzzSteps, fuzzSchema, bodies, (steps, schema, all) => {
    const compiled = tryCompileSteps(steps)
    if (!compiled) return
    const transformer = chainSteps(compiled, schema === undefined ? undefined : compileSchema(schema))
    const pipeline = compilePipeline({ ...plainRecipe, steps, schema }, testHost)
    for (const body of all) {
      const expected = plainly(body, transformer)
      const { stored, counts, refused } = pipeline.transform(
        packSlice({ encoding: 'ndjson', first: 0, refused: [] }, body),
      )
      expect(strict.decode(stored)).toBe(expected.text)
      expect(counts.filtered).toBe(expected.filtered)
      expect(refused.map(({ position, code, reason }) => ({ position, code, reason }))).toEqual(expected.refused)
      expect(pipeline.audit(stored)).toBe(counts.stored)
      seen += counts.in
    }
  })
  fc.assert(property, fuzzRuns(200))
  expect(seen).toBeGreaterThan(500)
})
