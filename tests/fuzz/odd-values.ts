import fc from 'fast-check'
import { limits, sizeAbout } from './sizes.ts'

/** Text that has gone wrong somewhere before. */
export const oddText = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    'x\udfff',
    '\ufeff',
    '\u202e',
    '../../etc/passwd',
    '%00',
    '%',
    "'; drop table runs; --",
    '__proto__',
    'constructor',
    'toString',
    '-1',
    '1e400',
    'NaN',
    '0x10',
    '9007199254740993',
    '99999999999999999999',
    '0000-00-00T00:00:00Z',
    '9999-12-31T23:59:60Z',
    '2026-02-30T00:00:00Z',
    '+275760-09-13T00:00:00.001Z',
    'null',
    '${7*7}',
    '\r\nX-Injected: 1',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.integer({ min: 50, max: 3000 }).map((length) => 'x'.repeat(length)),
)

const depth = fc.oneof(sizeAbout(limits.jsonDepth), fc.integer({ min: 1, max: 400 }))
/** JSON that is deep: read by a machine without limits it would take the stack. */
const deep = fc.tuple(depth, fc.boolean()).map(([depth, lists]) => {
  let value: unknown = 1
  for (let level = 0; level < depth; level += 1) value = lists ? [value] : { a: value }
  return value
})

/** A value of any type that is at the edge of what its type holds. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  fc.constantFrom<unknown>(null, true, false, [], {}, -0, 0, -1, 0.1, 1e308, -1e308, 5e-324, 2 ** 31, 2 ** 53, 2 ** 63),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  deep,
  fc.jsonValue({ maxDepth: 3 }),
  fc.array(oddText, { maxLength: 5 }),
  fc.dictionary(oddText, oddText, { maxKeys: 5 }),
)
