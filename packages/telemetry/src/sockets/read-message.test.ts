import { describe, expect, test } from 'vitest'
import { readMessage } from './read-message.ts'

const bytes = (text: string) => Buffer.from(text)

describe('a message', () => {
  test.each([
    { type: 'SUBSCRIBE', topics: ['telemetry.live'] },
    {
      type: 'SUBSCRIBE',
      topics: ['runs.01890000-0000-7000-8000-000000000000', 'datasets.flights'],
      csrf: 'x',
      since: { 'telemetry.live': 4 },
    },
    { type: 'UNSUBSCRIBE', topics: ['system.stats'] },
    { type: 'TELEMETRY', id: 1, payload: { cpu: 1 } },
  ])('of the contract is taken: %j', (message) => {
    const { payload = null, ...rest } = message as { payload?: unknown }
    const read = readMessage(bytes(JSON.stringify(message)))
    expect(read.message).toEqual('payload' in message ? { ...rest, payload: null } : rest)
    expect(read.payload && JSON.parse(Buffer.from(read.payload).toString())).toEqual(payload ?? undefined)
  })

  test.each([
    ['', 'malformed-body', 'JSON'],
    ['{', 'malformed-body', 'JSON'],
    ['null', 'validation-failed', 'SUBSCRIBE, UNSUBSCRIBE, TELEMETRY'],
    ['{"type":"HELLO"}', 'validation-failed', 'type must be one of'],
    ['{"type":"SUBSCRIBE","topics":["*"]}', 'validation-failed', 'pattern'],
    ['{"type":"SUBSCRIBE","topics":["runs.../etc"]}', 'validation-failed', 'pattern'],
    ['{"type":"SUBSCRIBE","topics":[]}', 'validation-failed', 'topics'],
    ['{"type":"SUBSCRIBE","topics":["system.stats"],"more":1}', 'validation-failed', ''],
    ['{"type":"TELEMETRY","payload":1}', 'validation-failed', 'id'],
    ['{"type":"TELEMETRY","id":9007199254740993,"payload":1}', 'validation-failed', 'id'],
  ])('that is %j is refused as %s', (text, code, detail) => {
    expect(() => readMessage(bytes(text))).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(detail) }),
    )
  })

  test('that has more than its payload may have is refused', () => {
    const long = JSON.stringify({ type: 'x'.repeat(17_000) })
    expect(() => readMessage(bytes(long))).toThrow(
      expect.objectContaining({ code: 'validation-failed', message: expect.stringContaining('16384 bytes') }),
    )
  })

  test('that is no UTF-8 is refused', () => {
    const latin1 = Buffer.from('{"type":"TELEMETRY","id":1,"payload":"Köln"}', 'latin1')
    expect(() => readMessage(latin1)).toThrow(expect.objectContaining({ code: 'malformed-body' }))
  })

  test('keeps its payload as it was sent', () => {
    const payload = '[{"big":9007199254740993,"__proto__":1e400}]'
    const read = readMessage(bytes(`{"type":"TELEMETRY","id":1,"payload":${payload}}`))
    expect(Buffer.from(read.payload!).toString()).toBe(payload)
  })
})
