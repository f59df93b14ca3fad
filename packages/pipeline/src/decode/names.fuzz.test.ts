import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Fault } from '../record/fault.ts'
import { jsonOf } from '../record/json-of.ts'
import { fuzzRuns, fuzzTimeout } from '../testing/fuzz-runs.ts'
import { ndjsonRecords } from './ndjson-records.ts'

/** What JSON says, its fields one by one. */
type Said = string | number | null | Said[] | { fields: [string, Said][] }

const name = fc.constantFrom(
  'a',
  'b',
  'c',
  '',
  '"',
  '\\',
  ':',
  'é',
  '__proto__',
  'constructor',
  '2',
  '10',
  '007',
  '4294967295',
)
const text = fc.constantFrom('', 'x', 'a : b', '":', '\\":', '{"a":1}', '[1,2]', '2020', ' :', '\u2028')
const { said } = fc.letrec<{ said: Said; object: Said }>((tie) => ({
  said: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(text, fc.constantFrom(0, 1, 1.5, 9_007_199_254_740_992, null)),
    tie('object'),
    fc.array(tie('said'), { maxLength: 3 }),
  ),
  object: fc.array(fc.tuple(name, tie('said')), { maxLength: 4 }).map((fields) => ({ fields })),
}))
const record = fc.array(fc.tuple(name, said), { maxLength: 5 }).map((fields) => ({ fields }))

/** How it is written: blanks around everything, and escapes, by turns. */
const style = fc.record({ blanks: fc.constantFrom('', '', ' ', '\t '), escapesEvery: fc.constantFrom(0, 0, 1, 2) })

function written(value: Said, { blanks, escapesEvery }: { blanks: string; escapesEvery: number }): string {
  let names = 0
  const nameOf = (key: string) =>
    escapesEvery > 0 && names++ % escapesEvery === 0
      ? `"${key.replaceAll(/./gsu, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`
      : JSON.stringify(key)
  const write = (each: Said): string => {
    if (typeof each !== 'object' || each === null) return JSON.stringify(each)
    if (Array.isArray(each)) return `[${blanks}${each.map(write).join(`${blanks},${blanks}`)}${blanks}]`
    return `{${each.fields.map(([key, item]) => `${blanks}${nameOf(key)}${blanks}:${blanks}${write(item)}${blanks}`).join()}}`
  }
  return write(value)
}

function namesTwice(value: Said): string[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap(namesTwice)
  const names = value.fields.map(([key]) => key)
  return [
    ...names.filter((key, at) => names.indexOf(key) < at),
    ...value.fields.flatMap(([, item]) => namesTwice(item)),
  ]
}

/** What may become of a record: of several names that are there twice, one is told. */
function outcomesOf(value: Said): string[] {
  const twice = namesTwice(value)
  if (twice.length === 0) return [written(value, { blanks: '', escapesEvery: 0 })]
  return twice.map((key) => `malformed-record: The name ${JSON.stringify(key)} is there twice`)
}

test('names stay in the order they came, and none is there twice', { timeout: fuzzTimeout }, () => {
  let refused = 0
  const property = fc.property(fc.array(record, { minLength: 1, maxLength: 6 }), style, (all, how) => {
    const records = ndjsonRecords(new TextEncoder().encode(all.map((each) => `${written(each, how)}\n`).join('')))
    for (const [index, each] of all.entries()) {
      expect(records.has(index)).toBe(true)
      const read = records.read(index)
      if (read instanceof Fault) refused++
      expect(outcomesOf(each)).toContain(read instanceof Fault ? `${read.code}: ${read.reason}` : jsonOf(read))
    }
  })
  fc.assert(property, fuzzRuns(500))
  expect(refused).toBeGreaterThan(20)
})
