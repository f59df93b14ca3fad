import fc from 'fast-check'

const name = fc.constantFrom(
  'a',
  'a',
  'a',
  'b',
  'b',
  'b',
  'x',
  '__proto__',
  'constructor',
  'toJSON',
  'valueOf',
  'string',
  '',
  '10',
  '2',
  '01',
)
const plain = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 0.5, 1e21, 5e-324, 2 ** 53, -(2 ** 53), 1e308),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
)
const text = fc.oneof(
  fc.constantFrom(
    '',
    'x',
    ' x ',
    '1',
    '1.0',
    '1e5',
    'true',
    '2026-01-02T03:04:05.678Z',
    '2026-02-31',
    '9007199254740993',
  ),
  fc.constantFrom('\ud800', '\udc00x', '\u{1f600}', '"', '\\', '\u0000', '\u2028', '},{', '[', ']\n'),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const value = fc.oneof(
  { weight: 4, arbitrary: plain },
  { weight: 4, arbitrary: text },
  { weight: 2, arbitrary: fc.constantFrom(true, false, null) },
  { weight: 1, arbitrary: fc.dictionary(name, fc.oneof(plain, text, fc.constant(null)), { maxKeys: 2 }) },
  { weight: 2, arbitrary: fc.array(fc.oneof(plain, text, fc.constant({ constructor: 1 })), { maxLength: 2 }) },
)

const field = fc.tuple(name, value).map(([key, item]) => `${JSON.stringify(key)}:${JSON.stringify(item)}`)

/** One record as JSON: few names, some of them twice, and values that have gone wrong before. */
export const fuzzRow = fc.array(field, { maxLength: 5 }).map((fields) => `{${fields.join()}}`)
