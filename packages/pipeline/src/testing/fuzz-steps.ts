import { newFieldPolicies, type Step } from '@syndicate/contracts'
import fc from 'fast-check'
import { fuzzExpression } from './fuzz-expression.ts'

const field = fc.constantFrom('a', 'b', 'x', '__proto__', 'constructor', 'toJSON', '', '10', '2')
const two = { minKeys: 1, maxKeys: 2 }
const type = fc.constantFrom('string', 'number', 'integer', 'decimal', 'bigint', 'boolean', 'timestamp')
/** Such as people write. */
const sensible = fc.constantFrom(
  '1',
  'record',
  'a',
  'a + b',
  'a * 2 - b / 3.0',
  'size(record)',
  '"x" + string(a)',
  'a > 1 || b > 1 ? "high" : "low"',
  'has(record.a) && a != null ? a : 0.0',
  'a == b',
  'a / b',
  'a / 0.0',
  '(a == b ? 1 : 7) / 2',
  '(has(record.a) ? a : 7) / 2',
  '(has(record.b) ? 7 : a) / 2',
  'size(a) * 2.0',
  'a >= 1',
  'a in ["x", "1"]',
  'a.startsWith("x") || b == 0.5',
  'a.exists(i, i == "x" || i > 0.5)',
  'a.all(b, b != 1) && b != 1',
  'a.all(i, i.constructor == 1 || b.exists(j, i == j))',
)
const expression = fc.oneof({ weight: 2, arbitrary: sensible }, { weight: 3, arbitrary: fuzzExpression })

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ rename: fc.dictionary(field, field, two) }),
  fc.record({ cast: fc.dictionary(field, type, two) }),
  { weight: 4, arbitrary: fc.record({ derive: fc.dictionary(field, expression, two) }) },
  { weight: 2, arbitrary: fc.record({ filter: expression }) },
  fc.record({ drop: fc.array(field, { minLength: 1, maxLength: 2 }) }),
  fc.record({ hash: fc.array(field, { minLength: 1, maxLength: 2 }) }),
)

/** Steps that compile or do not. */
export const fuzzSteps = fc.array(step, { maxLength: 3 })

/** What takes rows away, mostly nothing. */
export const fuzzDeleteWhen = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom('a == b', 'has(record.a)', 'size(record) > 1', 'a'),
  expression,
)

/** Compiling one takes longer than all else. */
export const fuzzSchema = fc.oneof(
  { weight: 9, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      { type: 'object', properties: { a: { type: 'string' } } },
      { maxProperties: 1 },
    ),
  },
)

/** What becomes of fields that a schema does not name, and a schema that names some. */
export const fuzzContract = fc.record(
  {
    onNewField: fc.constantFrom(...newFieldPolicies),
    schema: fc.constantFrom<unknown>(
      { properties: { a: {}, x: { properties: { a: {} } } } },
      { required: ['b'], patternProperties: { '^(a|1)$': {} }, additionalProperties: false },
      {
        $defs: { tree: { properties: { a: { $ref: '#/$defs/tree' }, b: { items: { $ref: '#/$defs/tree' } } } } },
        anyOf: [{ $ref: '#/$defs/tree' }, { properties: { '10': {}, __proto_: {}, constructor: {} } }],
      },
    ),
  },
  { requiredKeys: ['onNewField', 'schema'] },
)
