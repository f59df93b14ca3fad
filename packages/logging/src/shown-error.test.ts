import { ProblemError } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { shownError } from './shown-error.ts'

const marker = 'what-somebody-sent'

function parsing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return error
  }
}

const ofPostgres = (code: string, message: string) =>
  Object.assign(new Error(message), { name: 'PostgresError', code, detail: marker, parameters: [marker] })

test.each([
  ['a problem', new ProblemError('malformed-input', `Two columns have the name ${marker}`)],
  ['a problem of several lines', new ProblemError('malformed-input', `a\n    at ${marker}\n${marker}`)],
  ['a parser', parsing(`{"a":${marker}`)],
  ['PostgreSQL about data', ofPostgres('22P02', `invalid input syntax for type uuid: "${marker}"`)],
  ['PostgreSQL about a constraint', ofPostgres('23505', `(${marker}) is there`)],
  ['what hangs on it', Object.assign(new Error('no'), { command: { name: 'set', args: [marker] } })],
  ['its cause', new Error('no', { cause: parsing(marker) })],
  ['one of several', new AggregateError([parsing(marker)], 'all of them')],
  ['something thrown that is no error', { marker }],
])('the log does not repeat what somebody sent: %s', (_what, error) => {
  expect(JSON.stringify(shownError(error))).not.toContain(marker)
})

test('and says enough to find it', () => {
  const problem = new ProblemError('malformed-input', marker, { cause: ofPostgres('57P03', 'it is starting up') })
  expect(shownError(problem)).toMatchObject({
    type: 'ProblemError',
    code: 'malformed-input',
    stack: expect.stringMatching(/^\s+at .*shown-error\.test\.ts/),
    cause: { type: 'PostgresError', code: '57P03', message: 'it is starting up' },
  })
})

test('it is short, however long the error is', () => {
  expect(JSON.stringify(shownError(new Error('x'.repeat(10_000_000)))).length).toBeLessThan(5_000)
  expect(shownError('x'.repeat(1000))).toMatch(/^x+…$/)
})
