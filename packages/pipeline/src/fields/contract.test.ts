import { fieldBits, type Recipe } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { compilePipeline } from '../compile-pipeline.ts'
import { plainRecipe } from '../testing/plain-recipe.ts'
import { runInput } from '../testing/run-input.ts'
import { testHost } from '../testing/test-host.ts'

const schema = {
  properties: {
    id: { type: 'integer' },
    host: { properties: { name: { type: 'string' } } },
    lines: { items: { properties: { price: { type: 'number' } } } },
    tags: { additionalProperties: { type: 'string' } },
    any: {},
  },
}
const known = {
  id: 1,
  host: { name: 'a' },
  lines: [{ price: 1 }],
  tags: { x: 'y' },
  any: { what: { ever: 1 } },
  sum: 2,
}
const steps = [{ derive: { sum: 'id + 1' } }]
const run = (records: object[], recipe: Partial<Recipe>) =>
  runInput('ndjson', records.map((record) => `${JSON.stringify(record)}\n`).join(''), { schema, steps, ...recipe })

test('a field that the schema does not name is left out wherever the schema names others, and counted', () => {
  const more = {
    ...known,
    qty: 2,
    host: { name: 'a', ip: 'b' },
    lines: [
      { price: 1, vat: 3 },
      { price: 2, vat: 4 },
    ],
  }
  const { lines, fields, counts } = run([more, known, { ...known, qty: 3 }], { onNewField: 'ignore' })
  expect(counts).toEqual({ in: 3, filtered: 0, stored: 3 })
  expect(lines[0]).toBe(JSON.stringify({ ...known, lines: [{ price: 1 }, { price: 2 }] }))
  expect(fields.leftOut).toEqual({ qty: 2, 'host/ip': 1, 'lines/vat': 1 })
  expect(fields.stored).not.toHaveProperty('qty')
})

test('it refuses the record, which says which and what to do', () => {
  const { refused, fields } = run([known, { ...known, qty: 2, host: { ip: 'b' } }], { onNewField: 'refuse' })
  expect(refused).toMatchObject([{ position: 1, stage: 'validate', code: 'new-field', field: 'host' }])
  expect(refused[0]!.reason).toBe(
    'Not in the schema, which the pipeline wants of all fields: host/ip; qty. Add it to the schema, drop it in a step, or say onNewField: ignore',
  )
  expect(fields.refused).toEqual({ qty: 1, 'host/ip': 1 })
})

test('it is kept, and seen, with evolve and where nothing is said', () => {
  for (const recipe of [{}, { onNewField: 'evolve' } as const]) {
    const { fields, counts } = run([known, { ...known, qty: 2.5 }], recipe)
    expect([counts.stored, fields.leftOut, fields.refused]).toEqual([2, undefined, undefined])
    expect(fields.stored!.qty).toBe(fieldBits.number | fieldBits.absent)
    expect(fields.stored!['lines/price']).toBe(fieldBits.number)
    expect(fields.stored!.id).toBe(fieldBits.integer)
  }
})

test('where the schema allows no others, it decides, and ignore comes before it', () => {
  const closed = { properties: { id: {} }, additionalProperties: false }
  const two = [{ id: 1 }, { id: 1, qty: 2 }]
  expect(run(two, { schema: closed, steps: [] }).refused).toMatchObject([{ code: 'schema-violation', field: 'qty' }])
  expect(run(two, { schema: closed, steps: [], onNewField: 'ignore' }).counts.stored).toBe(2)
  const compile = (recipe: Partial<Recipe>) => compilePipeline({ ...plainRecipe, ...recipe }, testHost)
  expect(() => compile({ schema: closed, onNewField: 'evolve' })).toThrow('the schema allows none')
  expect(() => compile({ onNewField: 'refuse' })).toThrow('needs a schema that names fields')
})

test('names that differ in every record are not kept one by one', () => {
  const many = Array.from({ length: 5000 }, (_, n) => ({ [`name ${n}`]: n }))
  const { fields } = run(many, { schema: {}, steps: [] })
  expect(fields).toEqual({ more: true })
  const left = run(many, { schema: { properties: { id: {} } }, steps: [], onNewField: 'ignore' }).fields
  expect([left.more, Object.keys(left.leftOut!).length]).toEqual([true, 1000])
})

test('every name is seen, however rare, and which fields are not in every record', () => {
  const records = Array.from({ length: 3000 }, (_, n) => ({
    a: n,
    ...(n === 1777 && { rare: 'x' }),
    ['f' + (n % 20)]: 1,
  }))
  const { fields } = run(records, { schema: {}, steps: [] })
  const { a, rare, f7 } = fields.stored!
  expect([a, rare, f7]).toEqual([4, 1 | 128, 4 | 128])
})

test.each<[object, unknown, string]>([
  [{ type: 'integer' }, 1.5, 'a must be integer, but is 1.5: say number in the schema to take fractions'],
  [{ type: 'number' }, null, 'a must be number, but is null: say [number, null] in the schema where it may be missing'],
  [{ type: 'number' }, 'n/a', 'a must be number, but is "n/a": say [number, string] in the schema if it comes so now'],
])('what is wider than %j says how to widen it', (type, value, reason) => {
  expect(run([{ a: value }], { schema: { properties: { a: type } }, steps: [] }).refused[0]!.reason).toBe(reason)
})

test('objects in lists of lists are looked at as well', () => {
  const deep = { properties: { rows: { items: { items: { properties: { a: { type: 'integer' } } } } } } }
  const record = { rows: [[{ a: 1 }, { a: 2, b: 'x' }], []] }
  const { stored } = run([record], { schema: deep, steps: [] }).fields
  expect(stored).toEqual({ rows: fieldBits.array, 'rows/a': 4, 'rows/b': 1 | 128 })
  expect(run([record], { schema: deep, steps: [], onNewField: 'ignore' }).fields.leftOut).toEqual({ 'rows/b': 1 })
})

test('a schema that says nothing of further names is as good as none', () => {
  const open = { properties: { id: {} }, additionalProperties: {} }
  expect(run([{ id: 1, qty: 2 }], { schema: open, steps: [], onNewField: 'ignore' }).fields.leftOut).toEqual({ qty: 1 })
  const table = { properties: { id: {} }, additionalProperties: { type: 'string' } }
  expect(() => run([], { schema: table, steps: [], onNewField: 'ignore' })).toThrow(
    'ignore needs a schema that names fields (properties) and has no schema for all others (additionalProperties)',
  )
})

test('names of what is stored and of what is refused count together', () => {
  const named = (kind: string) => Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`${kind}${n}`, 1]))
  const typed = { properties: { id: { type: 'integer' } } }
  const { fields } = run(
    [
      { id: 1, ...named('a') },
      { id: 'x', ...named('b') },
    ],
    { schema: typed, steps: [] },
  )
  expect(fields).toEqual({ more: true })
})

test('what is left keeps its order, whatever the names', () => {
  const named = { properties: { b: {}, 10: {}, 2: {}, in: { properties: { 7: {}, a: {} } } } }
  const line = '{"b":1,"10":2,"new":3,"2":4,"in":{"a":1,"new":2,"7":3}}'
  const { lines } = runInput('ndjson', `${line}\n`, { schema: named, onNewField: 'ignore' })
  expect(lines).toEqual(['{"b":1,"10":2,"2":4,"in":{"a":1,"7":3}}'])
})
