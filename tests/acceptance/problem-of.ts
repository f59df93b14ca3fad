import type { Problem, ProblemCode } from '@syndicate/contracts'
import { problems } from '@syndicate/contracts'
import { expect } from 'vitest'

/** Paths and frames of our source have no business in an answer. */
const insides = /\n\s+at |node:internal|\.ts:\d+|node_modules/

/** The answer is the problem document of this code, and tells nothing of our insides. */
export async function expectProblem(response: Response, code: ProblemCode): Promise<Problem> {
  const text = await response.text()
  const seen = `${response.status} ${text}`
  expect(response.status, seen).toBe(problems[code].status)
  expect(response.headers.get('content-type'), seen).toMatch(/^application\/problem\+json\b/)
  expect(text).not.toMatch(insides)
  const problem = JSON.parse(text) as Problem
  expect(problem).toMatchObject({ code, status: response.status, title: problems[code].title })
  expect(problem.type).toEqual(expect.any(String))
  return problem
}
