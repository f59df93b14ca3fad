import { formats, maxHeadBytes, maxInferredFields } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { inferText } from '../testing/infer-text.ts'
import { mostAnswerChars } from './fit-answer.ts'

/** In milliseconds of this thread's work. A head takes less than a quarter of it; the rest is for a machine that is busy. */
const most = 1_200

function filled(unit: (n: number) => string, head = ''): Uint8Array {
  const parts = [head]
  for (let n = 0, length = head.length; length < maxHeadBytes; n++) length += parts[parts.push(unit(n)) - 1]!.length
  return new TextEncoder().encode(parts.join('')).subarray(0, maxHeadBytes)
}

/** The same text again and again. */
function repeated(unit: string, head = ''): Uint8Array {
  const bytes = Buffer.alloc(maxHeadBytes, unit)
  bytes.write(head)
  return bytes
}

/** The same in every run. */
function noise(n: number): number {
  return (Math.imul(n + 1, 2654435761) >>> 0) / 2 ** 32
}

const row = (n: number, cells: number, cell: (n: number) => string, sign = ',') =>
  `${Array.from({ length: cells }, (_, column) => cell(n * cells + column)).join(sign)}\n`
const header = (cells: number, sign = ',') => row(0, cells, (n) => `c${n}`, sign)
const two = (n: number) => String(n).padStart(2, '0')

test.each<[string, () => Uint8Array]>([
  ['small rows', () => filled((n) => `${n},${n % 7},x\n`, 'a,b,c\n')],
  ['numbers', () => filled((n) => row(n, 10, (m) => String(noise(m) * 100)), header(10))],
  [
    'decimal commas',
    () => filled((n) => row(n, 10, (m) => (noise(m) * 1e6).toFixed(2).replace('.', ','), ';'), header(10, ';')),
  ],
  [
    'times that all differ',
    () =>
      filled(
        (n) =>
          row(
            n,
            5,
            (m) => `${two(1 + (m % 28))}.${two(1 + (m % 12))}.${1950 + (m % 90)} ${two(m % 24)}:${two(m % 60)}`,
            ';',
          ),
        header(5, ';'),
      ),
  ],
  ['a thousand columns', () => filled((n) => row(n, 1000, (m) => String(Math.floor(noise(m) * 1e6))), header(1000))],
  ['ten thousand columns of nothing', () => repeated(`${','.repeat(9999)}\n`, header(10_000))],
  ['names that are all the same', () => repeated(`${','.repeat(3999)}\n`, `${'a,'.repeat(3999)}a\n`)],
  ['huge names', () => repeated('1,2\n', `${'a'.repeat(30_000)},${'b'.repeat(30_000)}\n`)],
  [
    'names of signs that JSON escapes',
    () =>
      filled(
        () => row(0, 900, () => '1'),
        row(0, 900, (n) => `"\\""\\""\\""${n}"`),
      ),
  ],
  ['long cells', () => filled((n) => row(n, 500, () => 'x'.repeat(200)), header(500))],
  ['one line', () => repeated('x')],
  ['nothing but commas', () => repeated(',')],
  ['nothing but quotes', () => repeated('"')],
  ['nothing but line feeds', () => repeated('\n')],
  ['one letter a line', () => repeated('a\n')],
  ['digits and blanks', () => filled((n) => `${n},1${' '.repeat(60_000)}x\n`, 'a,b\n')],
  ['a currency and blanks', () => filled((n) => `${n},$1${' '.repeat(60_000)}x\n`, 'a,b\n')],
  ['one huge cell', () => repeated('x', 'a,b\n1,2\n3,')],
  ['deep lists', () => repeated('[')],
  ['deep objects', () => repeated('{"a":')],
  ['lists of objects of lists', () => repeated('[{"a":')],
  ['one object of many fields', () => filled((n) => `"k${n}":${n},`, '{')],
  ['objects of many names', () => filled((n) => `{"k${n}":${n},"z${n}":1},`, '[')],
  ['wide objects', () => filled((n) => `{${row(n, 2000, (m) => `"k${m}":1`).trim()}}\n`)],
  ['huge numbers', () => filled((n) => `{"id":${'9'.repeat(20)}${n},"x":1.${'1'.repeat(30)}},`, '[')],
  ['tiny objects', () => repeated('{}\n')],
  ['a list in an object', () => filled((n) => `{"id":${n},"name":"n${n}"},`, '{"meta":{"n":1},"data":[')],
  ['lists of numbers', () => filled((n) => `{"p":[${row(0, 1000, () => '1').trim()}],"n":${n}}\n`)],
  ['small objects', () => filled((n) => `{"p":{"x":${n},"y":[{"z":1}]}}\n`)],
  ['YAML', () => filled((n) => `- id: ${n}\n  name: n${n}\n`)],
  ['deep YAML', () => repeated('- ', '---\n')],
  ['MessagePack', () => new Uint8Array(maxHeadBytes).fill(0x91)],
  ['zeros', () => new Uint8Array(maxHeadBytes)],
])('4 MiB of %s take no time to speak of, and give no large answer', (_what, make) => {
  const bytes = make()
  const tried = [true, false].map((isWhole) => measured(bytes, isWhole))
  for (const { outcome, chars, fields, rows } of tried) {
    expect([...formats, 'malformed-input', 'empty-input']).toContain(outcome)
    expect(chars).toBeLessThanOrEqual(mostAnswerChars)
    expect(fields).toBeLessThanOrEqual(maxInferredFields)
    expect(rows).toBeLessThanOrEqual(20)
  }
  // What a thread does for the first time it compiles as well.
  expect(Math.min(...tried.map(({ ms }) => ms))).toBeLessThan(most)
})

function measured(bytes: Uint8Array, isWhole: boolean) {
  const began = process.threadCpuUsage()
  const found = attempt(bytes, isWhole)
  const { user, system } = process.threadCpuUsage(began)
  return { ...found, ms: (user + system) / 1000 }
}

function attempt(bytes: Uint8Array, isWhole: boolean) {
  try {
    const inference = inferText(bytes, { isWhole })
    const { format, fields, rows } = inference
    return { outcome: format, chars: JSON.stringify(inference).length, fields: fields.length, rows: rows.length }
  } catch (error) {
    return { outcome: (error as { code?: string }).code ?? String(error), chars: 0, fields: 0, rows: 0 }
  }
}
