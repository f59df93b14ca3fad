import fc from 'fast-check'

const atom = fc.constantFrom(
  '0',
  '1',
  '-1',
  '7',
  '2u',
  '0.5',
  '0.0',
  '1e308',
  '1e400',
  '9007199254740993',
  '9223372036854775807',
  '""',
  '"x"',
  "b'x'",
  'true',
  'null',
  'a',
  'b',
  'x',
  'record',
  'record["a"]',
  'record["__proto__"]',
  'record.b',
  'record.a.b',
  'a.b',
  '[]',
  '{}',
  '[1, "x", a]',
  '{"k": a}',
  'timestamp("2026-01-02T03:04:05Z")',
  'duration("1h")',
  'constructor',
  'string',
  'size(a)',
  'size("")',
  '__proto__',
)
const operator = fc.constantFrom('+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', '&&', '||', 'in')
const call = fc.constantFrom(
  'size',
  'string',
  'int',
  'double',
  'uint',
  'bool',
  'type',
  'bytes',
  'dyn',
  'timestamp',
  'duration',
)
const method = fc.constantFrom(
  'startsWith("x")',
  'startsWith(a)',
  'endsWith("x")',
  'contains("")',
  'lowerAscii()',
  'trim()',
  'size()',
  'matches("(x+)+$")',
  'map(i, i)',
  'filter(i, i == 1)',
  'all(i, i != a)',
  'exists(i, i > 0)',
  'exists(i, i.a == "x")',
  'exists(a, a.exists(i, i == a))',
  'all(record, record != b)',
  'all(i, i.exists(j, i[0] == j))',
  'exists_one(i, i == a)',
  'getFullYear()',
)
const test = fc.constantFrom('has(record.a)', 'has(a.b)', 'has(record.a.b)', 'has(record.constructor)')
const list = fc.constantFrom('[1, 2]', '["x", ""]', '[0.5, "x", true]', '[null]', '[1u]')

/** Expressions of any kind, most of them without sense. */
export const fuzzExpression = fc.letrec<{ expression: string }>((tie) => {
  const part = tie('expression')
  return {
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      atom,
      fc.tuple(part, operator, part).map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc.tuple(part, part, part).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc.tuple(part, list).map(([a, all]) => `(${a} in ${all})`),
      part.map((each) => `!${each}`),
      part.map((each) => `-${each}`),
      fc.tuple(call, part).map(([name, each]) => `${name}(${each})`),
      fc.tuple(part, method).map(([each, name]) => `${each}.${name}`),
      fc.tuple(part, part).map(([each, at]) => `${each}[${at}]`),
      test,
    ),
  }
}).expression
