import { expect, test } from 'vitest'
import { problemOf } from './problem-of.ts'

const coded = (code: string, more = {}) => Object.assign(new Error('secret'), { code, ...more })

test.each([
  ['a login that PostgreSQL refuses', coded('28P01')],
  ['a database that is not there', coded('3D000', { query: 'select 1' })],
  ['a database that is reset', coded('ECONNRESET', { query: 'select 1' })],
  ['a network that is down', coded('ENETDOWN')],
  ['Redis going away', new Error('Command aborted due to connection close')],
])('%s is told as 503, and nothing of its insides', (_what, error) => {
  expect(problemOf(error)).toEqual({ code: 'unavailable' })
})

test('what nobody foresaw is told as such, and nothing of its insides', () => {
  expect(problemOf(coded('42P01', { query: 'select 1' }))).toEqual({ code: 'internal-error' })
  expect(problemOf('secret')).toEqual({ code: 'internal-error' })
})
