import { ProblemError, type PatchOperation } from '@syndicate/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compilePatch } from './json-patch.ts'
import { fuzzRuns, fuzzTimeout } from '../testing/fuzz-runs.ts'

const token = fc.constantFrom(
  'a',
  'b',
  '',
  '0',
  '1',
  '-',
  '__proto__',
  'constructor',
  'toString',
  'length',
  '~0',
  '~1',
  '01',
  '9007199254740993',
)
const pointer = fc.array(token, { maxLength: 3 }).map((tokens) => tokens.map((each) => `/${each}`).join(''))
const operation = fc.record(
  {
    op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test'),
    path: pointer,
    from: pointer,
    value: fc.jsonValue({ maxDepth: 2 }),
  },
  { requiredKeys: ['op', 'path'] },
) as fc.Arbitrary<PatchOperation>
const record = fc.dictionary(
  fc.constantFrom('a', 'b', '', '0', 'constructor', '/', '~'),
  fc.jsonValue({ maxDepth: 2 }),
  { maxKeys: 4 },
)

/** The record patched, or why it could not be. */
function patched(text: string, operations: PatchOperation[]): string {
  try {
    return JSON.stringify(compilePatch(operations).apply(JSON.parse(text), 10_000))
  } catch (error) {
    // A fault of ours would be one of these.
    if (error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError) throw error
    return error instanceof ProblemError ? error.code : 'does not apply'
  }
}

test('a patch applies or does not, always alike, and touches nothing but the record', { timeout: fuzzTimeout }, () => {
  const before = Object.getOwnPropertyNames(Object.prototype)
  const property = fc.property(record, fc.array(operation, { minLength: 1, maxLength: 5 }), (whole, operations) => {
    const text = JSON.stringify(whole)
    const result = patched(text, operations)
    expect(patched(text, operations)).toBe(result)
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
    expect(Object.getOwnPropertyNames(Array.prototype)).toContain('push')
  })
  fc.assert(property, fuzzRuns(600))
})

test('what is added can be tested for and removed, and nothing is left of it', { timeout: fuzzTimeout }, () => {
  const property = fc.property(record, token, fc.jsonValue({ maxDepth: 2 }), (whole, name, value) => {
    const path = `/${name}`
    const key = name.replaceAll('~1', '/').replaceAll('~0', '~')
    fc.pre(!Object.hasOwn(whole, key))
    const text = JSON.stringify(whole)
    const operations = [
      { op: 'add', path, value },
      { op: 'test', path, value },
      { op: 'remove', path },
    ] as PatchOperation[]
    expect(patched(text, operations)).toBe(JSON.stringify(JSON.parse(text)))
  })
  fc.assert(property, fuzzRuns(300))
})
