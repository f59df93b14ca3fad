import { expect, it } from 'vitest'
import { fieldsOf } from './schema-fields.ts'

it('names the fields of objects and of lists in one another, and what else is asked', () => {
  const schema = {
    type: 'object',
    required: ['id', 'lines'],
    properties: {
      id: { type: 'string', minLength: 1, description: 'whose' },
      lines: {
        type: 'array',
        items: { type: 'object', required: ['qty'], properties: { qty: { type: ['integer', 'null'] } } },
      },
      anything: true,
      nothing: false,
      either: { anyOf: [{ type: 'string' }, { type: 'number' }] },
    },
  }
  expect(fieldsOf(schema).map(({ field, type, needed, more }) => [field, type, needed, more])).toEqual([
    ['id', 'string', true, 'minLength 1'],
    ['lines', 'array', true, ''],
    ['lines[]', 'object', false, ''],
    ['lines[].qty', 'integer or null', true, ''],
    ['anything', 'any', false, ''],
    ['nothing', 'none', false, ''],
    ['either', 'any', false, 'anyOf [{"type":"string"},{"type":"number"}]'],
  ])
  expect([undefined, true, 7, { properties: 7, required: {} }].flatMap((odd) => fieldsOf(odd))).toEqual([])
})
