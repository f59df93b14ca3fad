import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fuzzRuns } from '../testing/fuzz-runs.ts'
import { endOfValue } from './scan-json.ts'

const encoder = new TextEncoder()

/** JSON, with a few of its characters taken out, doubled or replaced by others that JSON is made of. */
const nearlyJson = fc
  .tuple(
    fc
      .json({ maxDepth: 4 })
      .chain((json) => fc.constantFrom(json, ` ${json}`, JSON.stringify(JSON.parse(json), null, 1))),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.constantFrom('', '{', '}', '[', ']', ',', ':', '"', '\\', '0', '-', '.', 'e', 'u', ' ', '\n', 'null'),
      ),
      { maxLength: 3 },
    ),
  )
  .map(([json, spoils]) =>
    spoils.reduce((text, [at, by]) => {
      const place = at % (text.length + 1)
      return text.slice(0, place) + by + text.slice(place + (at % 2))
    }, json),
  )

test('what is taken for JSON is what JSON.parse takes for it', () => {
  fc.assert(
    fc.property(nearlyJson, (json) => {
      const text = json.trim()
      fc.pre(text.isWellFormed())
      expect(isJson(text)).toBe(parses(text))
    }),
    fuzzRuns(2_000),
  )
})

function isJson(text: string): boolean {
  const bytes = encoder.encode(text)
  try {
    return endOfValue(bytes, 0, 1000) === bytes.length
  } catch {
    return false
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
