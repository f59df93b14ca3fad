import { expect, it } from 'vitest'
import { pipelinesOfFiles } from './pipelines-of-files.ts'

const file = (name: string, text: string) => ({ name, text, file: `in/${name}.yaml` })
const told = (...files: ReturnType<typeof file>[]) => {
  const { entries, problems } = pipelinesOfFiles(files)
  return {
    pipelines: Object.fromEntries(entries.map(({ name, written }) => [name, written])),
    problems: problems.map(({ where, path, expected, got }) => `${where} ${path}: expected ${expected}, got ${got}`),
    lineOf: (name: string, ...path: (string | number)[]) => {
      const found = entries.find((entry) => entry.name === name)!.problemAt(path, 'x', 'y')
      return `${found.where} ${found.path}`
    },
  }
}
const whole = file('syndicate', 'api:\n  schemas:\n    row:\n      type: object\npipelines:\n  a: { schema: row }\n')

it('takes pipelines out of configurations and of files of their own, with the schemas they name', () => {
  const { pipelines, problems, lineOf } = told(
    whole,
    file('b', 'format: csv\nschema: row\n'),
    file('c', 'schema: {}\n'),
  )
  expect(problems).toEqual([])
  expect(pipelines).toEqual({
    a: { schema: { type: 'object' } },
    b: { format: 'csv', schema: { type: 'object' } },
    c: { schema: {} },
  })
  expect(lineOf('a', 'schema')).toBe('in/syndicate.yaml:6 pipelines.a.schema')
  expect(lineOf('a', 'schema', 'type')).toBe('in/syndicate.yaml:4 api.schemas.row.type')
  expect(lineOf('b', 'schema', 'type')).toBe('in/syndicate.yaml:4 api.schemas.row.type')
  expect(lineOf('b', 'format')).toBe('in/b.yaml:1 format')
  expect(lineOf('b')).toBe('in/b.yaml:1 (top)')
})

it('tells what is no YAML, twice, or a name of nothing, and leaves what else is wrong to others', () => {
  const { pipelines, problems } = told(
    whole,
    file('a', 'format: csv\n'),
    file('b', 'format: [\n'),
    file('c', 'format: csv\nschema: rwo\n'),
    file('d', ''),
    file('e', '7'),
  )
  expect(problems).toEqual([
    expect.stringMatching(/^in\/b\.yaml:\d \(syntax\): expected YAML/),
    'in/a.yaml:1 (top): expected a pipeline that stands nowhere else, got a',
    'in/c.yaml:2 schema: expected one of row, got "rwo"',
  ])
  expect(pipelines).toEqual({ a: { schema: { type: 'object' } }, d: undefined, e: 7 })
})

it('keeps digits that a double cannot hold as text, where a record has them so', () => {
  const numbers = '[1.0, -0.1, 0x1F, 12345678901234567890, 0.1000000000000000055, 0xFFFFFFFFFFFFFFFF]'
  const { pipelines } = told(
    file('a', `schema: { enum: ${numbers}, 9007199254740993: x }\n`),
    file('b', 'steps: [{ default: { maximum: 12345678901234567890 } }]\n'),
  )
  const kept = ['12345678901234567890', '0.1000000000000000055', '0xFFFFFFFFFFFFFFFF']
  expect(pipelines).toEqual({
    a: { schema: { enum: [1, -0.1, 31, ...kept], '9007199254740993': 'x' } },
    b: { steps: [{ default: { maximum: '12345678901234567890' } }] },
  })
})

it('keeps the limits of a schema numbers, whatever a field or a pipeline is called', () => {
  const int64 = '{ minimum: -9223372036854775808, maximum: 9223372036854775807, multipleOf: 0x20000000000001 }'
  const read = { minimum: -(2 ** 63), maximum: 2 ** 63, multipleOf: 2 ** 53 }
  const { pipelines, problems } = told(
    file('syndicate', `api:\n  schemas:\n    enum: ${int64}\npipelines:\n  steps: { schema: enum }\n`),
    file('b', `schema: { properties: { default: ${int64}, steps: { const: 9223372036854775807 } } }\n`),
  )
  expect(problems).toEqual([])
  expect(pipelines).toEqual({
    steps: { schema: read },
    b: { schema: { properties: { default: read, steps: { const: '9223372036854775807' } } } },
  })
})

it.each(['1e400', '-1e400', '1e-400', '.inf', '.nan'])('tells the line of %s, which JSON cannot say', (number) => {
  for (const where of ['schema: { enum:', 'schema: { maximum:', 'steps: { x:']) {
    const { pipelines, problems } = told(file('a', `format: csv\n${where} ${number} }\n`))
    expect(problems).toEqual([`in/a.yaml:2 (syntax): expected a number of JSON, got ${number}`])
    expect(pipelines).toEqual({})
  }
})

it.each(['api: 7', 'pipelines: []', 'pipelines:', 'api: { schemas: [] }\npipelines: { }'])(
  'finds nothing in %s',
  (text) => {
    expect(told(file('syndicate', text))).toMatchObject({ pipelines: {}, problems: [] })
  },
)

it('says where aliases stand that lead to themselves, to nothing, or to too much', () => {
  const ten = (what: string) => `[${Array.from({ length: 10 }, () => what).join(', ')}]`
  const bomb = `a: &a ${ten('1')}\nb: &b ${ten('*a')}\nc: ${ten('*b')}\n`
  for (const [text, line, got] of [
    ['format: csv\nschema: &x { default: *x }\n', 2, 'one within what it stands for'],
    ['format: csv\nschema: *x\n', 2, 'Unresolved alias'],
    [bomb, 2, 'Excessive alias count'],
  ] as const) {
    const [problem, ...others] = told(file('a', text)).problems
    expect(others).toEqual([])
    expect(problem).toContain(`in/a.yaml:${line} (syntax): expected aliases that unfold, got ${got}`)
  }
})
