import { expect, test } from 'vitest'
import { readDefinitionText } from './definition-text.ts'

const text = `format: csv
steps:
  - cast: { amount: numbre }
  - filter: id >
`

test('a text is what it says, and what is refused stands on a line of it', () => {
  const { written, fault, marksOf } = readDefinitionText(text)
  expect([written, fault]).toEqual([
    { format: 'csv', steps: [{ cast: { amount: 'numbre' } }, { filter: 'id >' }] },
    null,
  ])
  const places = [
    { path: '/pipelines/orders/steps/1/filter', message: 'expected a pipeline that compiles, got an end' },
    { path: '/pipelines/orders/steps/0/cast/amount', message: 'expected one of string, number, got "numbre"' },
    { path: '/pipelines/orders', message: 'expected a pipeline, got less' },
  ]
  expect(marksOf(places, 2)).toEqual([
    { line: 1, message: '(top): expected a pipeline, got less' },
    { line: 3, message: 'steps[0].cast.amount: expected one of string, number, got "numbre"' },
    { line: 4, message: 'steps[1].filter: expected a pipeline that compiles, got an end' },
  ])
})

test('what is no YAML is told with its line', () => {
  expect(readDefinitionText('format: csv\nsteps: [\n').fault).toMatchObject({ line: 3 })
  expect(readDefinitionText('a: *b\n').fault).toMatchObject({ line: 1, message: expect.stringContaining('b') })
})

test('an empty text says nothing, which JSON has a word for', () => {
  expect(readDefinitionText('# to come\n').written).toBe(null)
})
