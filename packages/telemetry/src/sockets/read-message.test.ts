import { describe, expect, test } from 'vitest'
import { readMessage } from './read-message.ts'

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
    expect(readMessage(JSON.stringify(message))).toEqual(message)
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
  ])('that is %j is refused as %s', (text, code, detail) => {
    expect(() => readMessage(text)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(detail) }))
  })
})
