import { describe, expect, test } from 'vitest'
import { cutMember } from './cut-member.ts'

const encoder = new TextEncoder()
const text = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes)
const cut = (json: string) => {
  const { rest, value } = cutMember(encoder.encode(json), 'payload')
  return [text(value), text(rest)]
}

describe('the value of a member', () => {
  test.each([
    [
      '{"payload":[{"id":9007199254740993}, 1e400 ],"a":1}',
      '[{"id":9007199254740993}, 1e400 ]',
      '{"payload":null,"a":1}',
    ],
    [
      '\t{ "a" : {"payload":1} , "payload" : 1884518522.1684267241 }\n',
      '1884518522.1684267241',
      '\t{ "a" : {"payload":1} , "payload" : null }\n',
    ],
    ['{"payload":{"__proto__":1,"\\u0061":"}\\"]"}}', '{"__proto__":1,"\\u0061":"}\\"]"}', '{"payload":null}'],
    ['{"p\\u0061yload":"Köln \\ud83d\\ude00"}', '"Köln \\ud83d\\ude00"', '{"p\\u0061yload":null}'],
    ['{"payload":-0.5E+10}', '-0.5E+10', '{"payload":null}'],
    ['{"payload":[]}', '[]', '{"payload":null}'],
    ['\uFEFF{"payload":true}', 'true', '{"payload":null}'],
  ])('is cut out of %s as it is', (json, value, rest) => {
    expect(cut(json)).toEqual([value, rest])
  })

  test.each(['{}', '{"payloads":1}', '[{"payload":1}]', 'null', '{"a":{"payload":1}}'])('is not in %j', (json) => {
    expect(cut(json)).toEqual([undefined, json])
  })

  test.each([
    ['{"payload":1,"payload":2}', 'two members payload'],
    ['{"payload":1,"p\\u0061yload":2}', 'two members payload'],
    ['{"payload":}', 'at byte 11'],
    ['{"payload":01}', 'at byte 12'],
    ['{"payload":1.}', 'at byte 13'],
    ['{"payload":+1}', 'at byte 11'],
    ['{"payload":NaN}', 'at byte 11'],
    ['{"payload":tru}', 'at byte 11'],
    ["{'payload':1}", 'at byte 1'],
    ['{"payload":[1,]}', 'at byte 14'],
    ['{"payload":[1}', 'at byte 13'],
    ['{"payload":{"a"}}', 'at byte 15'],
    ['{"payload":{"a":1,}}', 'at byte 18'],
    ['{"payload":"\\x"}', 'at byte 13'],
    ['{"payload":"\\u00g0"}', 'at byte 16'],
    ['{"payload":"a\nb"}', 'at byte 13'],
    ['{"payload":1}}', 'at byte 13'],
    ['', 'ends too early'],
    ['{"payload":1', 'ends too early'],
    ['{"payload":"', 'ends too early'],
    [`{"payload":${'['.repeat(60_000)}`, 'nested too deeply'],
    ['['.repeat(1000) + ']'.repeat(1000), 'nested too deeply'],
    [`{"payload":${'['.repeat(66)}${']'.repeat(66)}}`, 'nested too deeply'],
  ])('of %s is refused', (json, why) => {
    expect(() => cut(json)).toThrow(
      expect.objectContaining({ code: 'malformed-body', message: expect.stringContaining(why) }),
    )
  })
})
