import { expect, test } from 'vitest'
import { payloadLines } from './payload-lines.ts'

test.each([
  ['{"a":9007199254740993,"b":[1,2]}', '{"a":9007199254740993,"b":[1,2]}\n'],
  ['[{"a":1e400},[2,3],"x,\\"]"]', '{"a":1e400}\n[2,3]\n"x,\\"]"\n'],
  ['[\n {"a":\n1} ,\r\n 2\n]', '\t {"a":\t1} \n\r\t 2\t\n'],
  ['[null]', 'null\n'],
  ['5', '5\n'],
  ['[]', ''],
  ['[ \n]', ''],
  ['null', ''],
])('%j makes the lines %j', (payload, lines) => {
  expect(new TextDecoder().decode(payloadLines(new TextEncoder().encode(payload)))).toBe(lines)
})
