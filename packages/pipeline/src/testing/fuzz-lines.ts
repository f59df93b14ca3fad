import fc from 'fast-check'
import { fuzzRow } from './fuzz-row.ts'

/** Lines that are no record, or are not what they seem, and such as could make up others between them. */
const odd = fc.constantFrom(
  '',
  ' {}',
  '{} ',
  '{}\r',
  '\ufeff{}',
  '{},{}',
  '{},',
  ',{}',
  '1,2',
  '1',
  'null',
  '[]',
  '[{}]',
  '{"a":"',
  '"}',
  '{"}',
  '{"a":"}',
  '{"a":[{}',
  '{}]}',
  '{"a":{',
  '{}}',
  '}',
  '{"a":1',
  '{"a":1e400}',
  '{"a":-1E400}',
  '{"a":9007199254740993,"b":-9007199254740993}',
  '{"a":123456789012345678901234567890}',
  '{"a":9007199254740992.5}',
  '{"a":-0,"b":1E5}',
  '{"a":1884518522.1684267241,"b":"1884518522.1684267241"}',
  '{"a":0.1000000000000000055}',
  '{"a":1E-400}',
  '{"a":[4.9e-324 ]}',
  '{"a":1,"a":9007199254740993,"b":2}',
  '{"a" : 1,"\\u0061":1}',
  '{"a":"b : c","d":"\\":\\""}',
  '{"a\\\\":1,"b":{"2":1,"a":[{"c":1,"1":2}],"1":3}}',
  '{"__proto__":{"a":1},"a":9007199254740993}',
  '{"\\u005f_proto__":1}',
  '{"a":"\\ud800"}',
  '{"a":"},{"}',
  '{"a":"\t"}',
  `${'{"a":'.repeat(64)}1${'}'.repeat(64)}`,
  `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`,
  `{"a":${'['.repeat(64)}${']'.repeat(64)}}`,
)
const long = fc.constant(`{"a":"${'x'.repeat(40_000)}"}`)

/** The body of a slice of NDJSON, now and then with a byte that is none of UTF-8. */
export const fuzzLines = fc
  .tuple(
    fc.array(
      fc.oneof({ weight: 12, arbitrary: fuzzRow }, { weight: 6, arbitrary: odd }, { weight: 1, arbitrary: long }),
      { maxLength: 20 },
    ),
    fc.option(fc.nat(), { freq: 8 }),
    fc.boolean(),
  )
  .map(([lines, spoilt, listless]) => {
    const kept = listless ? lines.filter((line) => !line.includes('[')) : lines
    const bytes = new TextEncoder().encode(kept.map((line) => `${line}\n`).join(''))
    if (spoilt !== null && bytes.length > 0 && bytes[spoilt % bytes.length] !== 10) bytes[spoilt % bytes.length] = 0xff
    return bytes
  })
