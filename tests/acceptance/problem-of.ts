import { problems, type Problem, type ProblemCode } from '@syndicate/contracts'
import { expect } from 'vitest'

/** Paths and frames of our source have no business in an answer. */
const insides = /\n\s+at |node:internal|\.ts:\d+|node_modules/

/** The problem document that an answer is: of a code the contract knows, in harmony with the answer, and silent about our insides. */
export async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text()
  const seen = `${response.status} ${text}`
  expect(response.headers.get('content-type'), seen).toMatch(/^application\/problem\+json\b/)
  expect(text).not.toMatch(insides)
  const problem = JSON.parse(text) as Problem
  const known = problems[problem.code as ProblemCode]
  expect(problem, seen).toMatchObject({ ...known, type: expect.any(String), status: response.status })
  expect(known?.status, seen).toBe(response.status)
  return problem
}
