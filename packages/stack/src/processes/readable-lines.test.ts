import { expect, test } from 'vitest'
import { readableLines } from './readable-lines.ts'

test('stack frames go, what they belong to stays', () => {
  expect(
    readableLines("Error: Cannot find module 'x'\n    at one (a.ts:1:1)\n    at two (b.ts:2:2)\n\nNode.js v26"),
  ).toBe("Error: Cannot find module 'x'\nNode.js v26")
})

test("pino's lines become their messages", () => {
  const lines = [
    { level: 'info', msg: 'listening' },
    { level: 'error', err: { message: 'no such table' }, msg: 'ending after an error' },
    { level: 'error', err: { message: 'same' }, msg: 'same' },
    { level: 'info', pid: 1 },
  ]
  expect(readableLines(lines.map((line) => JSON.stringify(line)).join('\n'))).toBe(
    'listening\nending after an error: no such table\nsame\n{"level":"info","pid":1}',
  )
})

test('what only looks like JSON stays as it is', () => {
  expect(readableLines('{"cut off')).toBe('{"cut off')
})
