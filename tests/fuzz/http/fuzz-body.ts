import fc from 'fast-check'
import type { Operation } from '../../conformance/document.ts'
import { fitting, spoilt } from '../from-schema.ts'
import { oddValue } from '../odd-values.ts'
import { limits, mostBytesOf, seldom, sizeAbout } from '../sizes.ts'

interface Sent {
  type: string | null
  /** In latin1. */
  body: string | null
}

const bytesOf = (text: string) => Buffer.from(text).toString('latin1')

/** What text of JSON can hold that no value can. */
const spoiltText = fc.constantFrom<(text: string, at: number) => string>(
  (text, at) => text.slice(0, at % (text.length + 1)),
  (text) => text.replace('{', '{"__proto__":{"x":1},'),
  (text) => text.replace('{', '{"dataType":"JSON","dataType":7,'),
  (text) => text.replace(/"(\w+)":/, '"$1":1,"$1":'),
  (text) => text.replace(/\d+/, '1e400'),
  (text) => text.replace(/\d+/, '-0'),
  (text) => text.replace(/\d+/, '123456789012345678901234567890'),
  (text) => text.replace(/"/, '"\\ud800'),
  (text) => text.replace(/"/, '"\\u0000'),
  (text) => `\ufeff${text}`,
  (text) => `${text}\u0000`,
  (text) => `${text}${text}`,
  (text) => text.replaceAll('"', "'"),
  (text) => `${'['.repeat(200)}${text}${']'.repeat(200)}`,
  (text, at) => `${'['.repeat(at % 60_000)}${text}`,
  (text) => ` \n\t${text} `,
)

/** What no UTF-8 holds, put somewhere into it. */
const spoiltBytes = fc.constantFrom('\xff', '\xc0\xaf', '\xed\xa0\x80', '\x00', '\xf5\x80\x80\x80', '\xe2\x82')

function jsonOf(value: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const text = value.map((each) => bytesOf(JSON.stringify(each) ?? 'null'))
  return fc.oneof(
    { weight: 6, arbitrary: text },
    { weight: 2, arbitrary: fc.tuple(text, spoiltText, fc.nat(100_000)).map(([each, spoil, at]) => spoil(each, at)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(text, spoiltBytes, fc.nat(1000))
        .map(([each, bytes, at]) => each.slice(0, at % (each.length + 1)) + bytes + each.slice(at % (each.length + 1))),
    },
  )
}

const types = fc.oneof(
  { weight: 30, arbitrary: fc.constant('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'application/json; charset=utf-8',
      'application/json; charset=latin1',
      'APPLICATION/JSON',
      'application/problem+json',
      'application/jsonx',
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'multipart/form-data',
      'x',
      '/',
      '',
      'application/json, text/plain',
    ),
  },
)

const rawBytes = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1'))

/** A size for something that is grown: those about the smaller limit tell as much and cost less. */
const sizeUpTo = (most: number) => seldom(sizeAbout(limits.smallBodyBytes), sizeAbout(most), 3)

/** Text of JSON that is larger than it needs to be: by blanks, a long text, a long list, or many names. */
const grow = fc.constantFrom<(text: string, bytes: number) => string>(
  (text, bytes) => text + ' '.repeat(Math.max(0, bytes - text.length)),
  (text, bytes) => text.replace('{', `{"x":"${'y'.repeat(Math.max(0, bytes - text.length - 8))}",`),
  (text, bytes) => text.replace('{', `{"x":[0${',0'.repeat(Math.max(0, bytes - text.length - 9) / 2)}],`),
  (text, bytes) =>
    text.replace(
      '{',
      `{${Array.from({ length: (bytes - text.length) / 12 }, (_, n) => `"${n.toString(36).padStart(6, '_')}":1,`).join('')}`,
    ),
)

const grown = (text: fc.Arbitrary<string>, most: number) =>
  fc.tuple(text, grow, sizeUpTo(most)).map(([each, larger, bytes]) => larger(each, bytes))

/** An input of some format, or what is none. */
const smallInput = fc.oneof(
  fc
    .array(fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 4 }), { maxLength: 5 })
    .map((records) => bytesOf(records.map((record) => `${JSON.stringify(record)}\n`).join(''))),
  jsonOf(fc.array(oddValue, { maxLength: 4 })),
  fc.constantFrom('a,b\n1,2\n', 'a: 1\n---\nb: [', '\x82\xa1a\x01', '\xa1aa\x01', '"', 'a\n"x'),
  rawBytes,
)

const input = seldom(
  smallInput,
  fc
    .tuple(smallInput, sizeUpTo(limits.bodyBytes))
    .map(([text, bytes]) => text.repeat(Math.ceil(bytes / Math.max(1, text.length))).slice(0, bytes)),
)

/** A body for an operation: as its schema wants it, or spoilt; in JSON, or in bytes that are none. */
export function fuzzBody(operation: Operation): fc.Arbitrary<Sent> {
  const [media] = Object.values(operation.body ?? {})
  if (operation.body?.['*/*'])
    return fc.record({ type: fc.constantFrom('application/x-ndjson', 'x/y', 'text/csv'), body: input })
  if (!media) {
    return fc.oneof(
      { weight: 6, arbitrary: fc.constant({ type: null, body: null }) },
      { weight: 1, arbitrary: fc.record({ type: types, body: jsonOf(oddValue) }) },
    )
  }
  const fit = fitting(media.schema ?? {})
  const tooMuch = fitting(media.schema ?? {}, 1)
  return fc.oneof(
    { weight: 50, arbitrary: fc.record({ type: types, body: jsonOf(fit) }) },
    { weight: 2, arbitrary: fc.record({ type: types, body: grown(jsonOf(fit), mostBytesOf(operation.name)) }) },
    { weight: 2, arbitrary: fc.record({ type: types, body: jsonOf(tooMuch) }) },
    { weight: 40, arbitrary: fc.record({ type: types, body: jsonOf(spoilt(fit)) }) },
    { weight: 10, arbitrary: fc.record({ type: types, body: rawBytes }) },
  )
}
