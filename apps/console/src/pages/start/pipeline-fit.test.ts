import type { Inference, Pipeline } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { fitsOf } from './pipeline-fit.ts'

const fileWith = (...names: string[]) => ({ format: 'csv', fields: names.map((name) => ({ name })) }) as Inference

const schemaOf = (required: string[], others: string[] = []) => ({
  required,
  properties: Object.fromEntries([...required, ...others].map((name) => [name, {}])),
})
const pipelines = [
  { name: 'binary', format: 'binary', steps: [] },
  { name: 'records', format: 'json', steps: [] },
  { name: 'tables', format: 'csv', steps: [] },
  {
    name: 'sales',
    format: 'csv',
    steps: [{ rename: { Id: 'id' } }, { derive: { total: 'id' } }],
    schema: schemaOf(['id', 'total'], ['sold']),
  },
  { name: 'people', format: 'csv', steps: [{ cast: { age: 'integer' } }], schema: schemaOf(['name']) },
  { name: 'strict', format: 'csv', steps: [], schema: schemaOf(['name']), onNewField: 'refuse' },
] as unknown as Pipeline[]
const namesFor = (...fields: string[]) => fitsOf(pipelines, fileWith(...fields)).map(({ pipeline }) => pipeline.name)

test('those that take the fields of a file are proposed, the likeliest first', () => {
  expect(namesFor('Id', 'sold')).toEqual(['sales', 'tables', 'records'])
  expect(namesFor('id', 'sold')).toEqual(['tables', 'records'])
  expect(namesFor('name')).toEqual(['strict', 'people', 'tables', 'records'])
  expect(namesFor('name', 'age', 'x')).toEqual(['people', 'tables', 'records'])
  expect(namesFor('quite', 'different')).toEqual(['tables', 'records'])
})

test('how many of its fields the file has is told', () => {
  expect(fitsOf(pipelines, fileWith('name', 'x'))[0]).toMatchObject({ known: 2, found: 1 })
})
