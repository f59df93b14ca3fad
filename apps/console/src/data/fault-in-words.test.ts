import { expect, test } from 'vitest'
import { ClientError } from '@syndicate/client'
import { describeError } from './describe-error.ts'
import { faultsAt } from './faults-at.ts'
import { faultInWords, subjectOf } from './fault-in-words.ts'

const refused = (...errors: { path: string; message: string }[]) =>
  new ClientError({ code: 'validation-failed', status: 400, detail: 'raw', errors })

test.each([
  ['must match pattern "^[a-z]+$"', 'is not as the server takes it'],
  ['must NOT have more than 64 characters', 'has more than 64 characters'],
  ['must be >= 1', 'has to be 1 or more'],
  ['must be equal to one of the allowed values: a, b', 'has to be one of a, b'],
  ['must match exactly one schema in oneOf', 'is not as the server takes it'],
])('%s is said as: %s', (message, said) => expect(faultInWords({ message })).toBe(said))

test('a fault is about the last name of its path', () => {
  expect(['/body/when/hours', '/body/to/0', '/querystring/since', '/body'].map((path) => subjectOf({ path }))).toEqual([
    'hours',
    'to',
    'since',
    'What was sent',
  ])
})

test('without a form, a validator is put in words; what somebody chose the words for is left', () => {
  const raw = refused({ path: '/querystring/limit', message: 'must be <= 500' })
  expect(describeError(raw)).toBe('limit has to be 500 or less.')
  const chosen = refused({ path: '/steps/0', message: 'there is no field a' })
  expect(describeError(chosen)).toBe('/steps/0: there is no field a.')
})

const rules = {
  username: { takes: 'Letters and digits', codes: ['username-taken'] },
  days: { takes: 'From 1 to 365', paths: ['when/days'] },
}

test('a fault is told at its field, and what is about none is told below', () => {
  expect(faultsAt(refused({ path: '/body/username', message: 'must match pattern "x"' }), rules)).toEqual({
    at: { username: 'Letters and digits' },
    rest: undefined,
  })
  const both = refused(
    { path: '/body/when/days', message: 'must be >= 1' },
    { path: '/body/other', message: 'must be >= 1' },
  )
  expect(faultsAt(both, rules)).toEqual({ at: { days: 'From 1 to 365' }, rest: 'other has to be 1 or more.' })
  const taken = new ClientError({ code: 'username-taken', status: 409, detail: 'There is a user ada already' })
  expect(faultsAt(taken, rules)).toEqual({ at: { username: 'There is a user ada already.' }, rest: undefined })
  expect(faultsAt(new ClientError({ code: 'forbidden', status: 403, detail: 'No' }), rules)).toEqual({
    at: {},
    rest: 'No.',
  })
  expect(faultsAt(undefined, rules)).toEqual({ at: {}, rest: undefined })
})
