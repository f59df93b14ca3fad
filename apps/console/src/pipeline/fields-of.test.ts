import { expect, test } from 'vitest'
import { fieldsOf } from './fields-of.ts'

test('a schema becomes a list of fields with their rules in words', () => {
  const schema = {
    type: 'object',
    required: ['cpu'],
    properties: {
      cpu: { type: 'number', minimum: 0, maximum: 100, description: 'Percent' },
      level: { enum: ['ok', 'warn'] },
      note: { type: ['string', 'null'] },
      free: true,
    },
  }
  expect(fieldsOf(schema)).toEqual([
    { name: 'cpu', type: 'number', required: true, rules: 'at least 0; at most 100; Percent' },
    { name: 'level', type: 'one of', required: false, rules: 'ok, warn' },
    { name: 'note', type: 'string or null', required: false, rules: '' },
    { name: 'free', type: 'any', required: false, rules: '' },
  ])
})

test('what is no schema of an object has no fields', () => {
  expect([null, true, {}, { properties: [] }].map(fieldsOf)).toEqual([[], [], [], []])
})
