import { expect, test } from 'vitest'
import { writeAnswers } from './write-answers.ts'

const named = { Place: { $id: 'Place', type: 'object', properties: { name: { type: 'string' } } } }
const route = { method: 'GET', url: '/places', httpStatus: '200' }

test('an answer is written as its schema says, by the names that all share', () => {
  const write = writeAnswers(named)({ ...route, schema: { $ref: 'Place#' } })
  expect(write({ name: 'Ghent', secret: 'left out' })).toBe('{"name":"Ghent"}')
  expect(write({ name: 'Ypres' })).toBe('{"name":"Ypres"}')
})

test('nothing is made of a schema before its answer is given, and once for all who say the same', () => {
  let looks = 0
  const watched = () => ({
    type: 'object',
    get properties() {
      looks++
      return { name: { type: 'string' } }
    },
  })
  const compile = writeAnswers({})
  const [first, second] = [compile({ ...route, schema: watched() }), compile({ ...route, schema: watched() })]
  expect(looks).toBe(0)
  first({ name: 'a' })
  const once = looks
  expect(once).toBeGreaterThan(1)
  expect(second({ name: 'b' })).toBe('{"name":"b"}')
  // Its text alone.
  expect(looks).toBe(once + 1)
})
