import type { Inference, InferredField } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { definitionWith, fieldWith, type FieldEdit } from './definition-with.ts'

function field(name: string, type: InferredField['type'], more: Partial<InferredField> = {}): InferredField {
  return {
    name,
    type,
    required: true,
    nulls: 0,
    distinct: 3,
    examples: [],
    evidence: '',
    misfits: 0,
    badCells: [],
    ...more,
  }
}

const formats = { to: 'timestamp' as const, formats: ['%d.%m.%Y'] }
const fields = [
  field('id', 'integer', { cast: 'integer' }),
  field('sold', 'timestamp', { cast: formats, required: false }),
  field('share', 'number', { cast: 'number', range: { minimum: 0, maximum: 1 } }),
  field('state', 'string', { enum: ['new', 'done'], required: false }),
]
const inference = {
  format: 'csv',
  fields,
  definition: {
    format: 'csv',
    delimiter: ';',
    datasets: [],
    mode: 'append',
    onInvalid: 'quarantine',
    live: false,
    steps: [{ cast: { id: 'integer', sold: formats, share: 'number' } }],
    fixtures: [],
    schema: {
      type: 'object',
      required: ['id', 'share'],
      properties: {
        id: { type: 'integer' },
        sold: { type: ['string', 'null'], format: 'date-time' },
        share: { type: 'number', minimum: 0, maximum: 1 },
        state: { type: ['string', 'null'], enum: ['new', 'done', null] },
      },
    },
  },
} as unknown as Inference

function withEdit(name: string, edit: FieldEdit) {
  const { steps, schema } = definitionWith(inference, new Map([[name, edit]]))
  const { properties, required } = schema as { properties: Record<string, unknown>; required: string[] }
  const [first] = steps
  return { cast: first && 'cast' in first ? first.cast[name] : undefined, property: properties[name], required }
}

test('what nobody edits is as it was found', () => {
  expect(definitionWith(inference, new Map())).toEqual(inference.definition)
  expect(definitionWith(inference, new Map(fields.map(({ name }) => [name, {}])))).toEqual(inference.definition)
})

test('another type changes the cast and what the schema says, and says nothing of old values', () => {
  expect(withEdit('id', { type: 'string' })).toEqual({
    cast: undefined,
    property: { type: 'string' },
    required: ['id', 'share'],
  })
  expect(withEdit('share', { type: 'decimal' })).toMatchObject({
    cast: 'decimal',
    property: { type: 'string', pattern: '^-?[0-9]+(\\.[0-9]+)?$' },
  })
  expect(withEdit('sold', { type: 'integer' })).toMatchObject({
    cast: 'integer',
    property: { type: ['integer', 'null'] },
  })
  expect(withEdit('state', { type: 'boolean' })).toMatchObject({
    cast: 'boolean',
    property: { type: ['boolean', 'null'] },
  })
})

test('a range stays with another type of number', () => {
  expect(withEdit('share', { type: 'integer' })).toMatchObject({
    property: { type: 'integer', minimum: 0, maximum: 1 },
  })
})

test('gone back to, the type is read as it was found', () => {
  expect(withEdit('sold', { type: 'timestamp' })).toMatchObject({
    cast: formats,
    property: { type: ['string', 'null'], format: 'date-time' },
  })
})

test('required takes null away, and its contrary lets it in', () => {
  expect(withEdit('state', { required: true })).toMatchObject({
    property: { type: 'string', enum: ['new', 'done'] },
    required: ['id', 'share', 'state'],
  })
  expect(withEdit('id', { required: false })).toMatchObject({
    property: { type: ['integer', 'null'] },
    required: ['share'],
  })
})

test('a range and choices are left out', () => {
  expect(withEdit('share', { range: false })).toMatchObject({ property: { type: 'number' } })
  expect(withEdit('share', { range: false }).property).not.toHaveProperty('maximum')
  expect(withEdit('state', { choices: false }).property).toEqual({ type: ['string', 'null'] })
})

test('of what is not text already, a text is made', () => {
  const json = { ...inference, format: 'json' } as Inference
  expect(definitionWith(json, new Map([['id', { type: 'string' as const }]])).steps).toMatchObject([
    { cast: { id: 'string' } },
  ])
})

test('what is asserted is told as it stands after the edit', () => {
  expect(fieldWith(fields[2]!)).toEqual({ type: 'number', required: true, range: true, choices: false })
  expect(fieldWith(fields[2]!, { type: 'string' })).toMatchObject({ range: false })
  expect(fieldWith(fields[3]!, { choices: false })).toMatchObject({ choices: false })
})
