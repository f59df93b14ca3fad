import type { ProblemError } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { problemOfProvider, reasonOf } from './problem-of-provider.ts'

/** As the library throws it where an answer is no JSON. */
function unreadable(body: string): Error {
  try {
    JSON.parse(body)
  } catch (cause) {
    return Object.assign(new Error('failed to parse "response" body as JSON', { cause }), { code: 'OAUTH_PARSE_ERROR' })
  }
  throw new Error('it can be read')
}

test('nothing is told of what could not be read: it may be a token', () => {
  const error = unreadable('eyJhbGciOiJSUzI1NiJ9')
  expect((error.cause as Error).message).toContain('eyJhbGciOi')
  expect(reasonOf(error)).toBe('failed to parse "response" body as JSON')
  const problem = told(error)
  expect(problem).toMatchObject({ code: 'sign-in-failed', cause: { message: reasonOf(error) } })
})

test('a reason is one line of at most 300 characters', () => {
  expect(reasonOf(new Error(`first\nsecond\u2028${'x'.repeat(400)}`))).toBe(`first second ${'x'.repeat(287)}`)
})

test('a fault of our own is no problem of the provider', () => {
  const fault = new TypeError('undefined is not a function')
  expect(told(fault)).toBe(fault)
})

function told(error: unknown): ProblemError | undefined {
  try {
    problemOfProvider(error)
  } catch (thrown) {
    return thrown as ProblemError
  }
}
