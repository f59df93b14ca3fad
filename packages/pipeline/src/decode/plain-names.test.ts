import { expect, test } from 'vitest'
import { colonsBehindQuotes, hasEscapedName, hasPlainNames } from './plain-names.ts'

const text = '{"a":1,"b" :"x:y: \\": z","é":{"c"\t:[":"]},"":"12:34"}'
const bytes = new TextEncoder().encode(`--${text.repeat(300)}--`)

test('colons behind quotes and white space are counted wherever the bytes begin and end', () => {
  for (let start = 0; start < 70; start++) {
    for (const end of [start, start + 1, start + 3, start + 20, bytes.length - start]) {
      const part = bytes.subarray(start, Math.max(start, end))
      const before = (at: number) => part[at - 1] ?? 0
      expect(colonsBehindQuotes(part)).toBe(part.filter((byte, at) => byte === 58 && before(at) < 35).length)
    }
  }
})

test.each(['{"a":1,"b" :2}', '{"a":"b : c"}', '{"a":"\\":\\":"}', '{"":{"":1}}'])(
  'that the names of %s are all there are is certain',
  (each) => {
    const names = each.split(/[{,](?="[^:])/).length - 1
    expect(hasPlainNames(each, names)).toBe(true)
    expect(hasPlainNames(each, names, new TextEncoder().encode(each))).toBe(true)
    expect(hasPlainNames(each, names - 1)).toBe(false)
  },
)

test.each(['{"a\\\\":1}', '{"\\"" :1}', '{"a":"\\n","b":{"\\u0061":1}}'])('a name in %s has an escape', (each) => {
  expect(hasEscapedName(each)).toBe(true)
})

test.each(['{"a":"\\\\","b":"\\""}', '{"a":["\\":"]}', '{"a":"\\u0061"}'])('no name in %s has one', (each) => {
  expect(hasEscapedName(each)).toBe(false)
})
