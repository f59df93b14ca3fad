import { expect, test } from 'vitest'
import { isTooDeep } from './json-depth.ts'

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

test.each([
  [nested(66), false],
  [nested(67), true],
  ['{"a":'.repeat(67), true],
  [`[${nested(65)},${nested(65)}]`, false],
  [JSON.stringify({ text: '['.repeat(100) }), false],
  [JSON.stringify({ text: '\\"['.repeat(100) }), false],
  [`"\\\\",${nested(67)}`, true],
  ['"never closed [[[', false],
])('%#', (text, tooDeep) => expect(isTooDeep(text)).toBe(tooDeep))
