import type { Step } from '@syndicate/contracts'
import { afterEach, expect, test, vi } from 'vitest'
import { compileSchema } from '../schema/compile-schema.ts'
import { chainSteps } from '../steps/chain-steps.ts'
import { compileStep } from '../steps/compile-step.ts'
import type { Fault } from '../record/fault.ts'
import { testHost } from '../testing/test-host.ts'
import { fuseSteps } from './fuse-steps.ts'

const fuse = (...steps: Step[]) =>
  fuseSteps(
    steps.map((step, index) => compileStep(step, `steps[${index}]`, testHost)),
    compileSchema({ required: ['a'] }),
  )

afterEach(() => vi.unstubAllGlobals())

test('nothing that a recipe says is run', () => {
  const code = '"];globalThis.ran = true;//`${globalThis.ran = true}\u2028*/'
  const text = JSON.stringify(code)
  const fused = fuse(
    { cast: { [code]: 'string' } },
    { derive: { [code]: `record[${text}] + ${text}`, a: `record[${text}] == ${text}` } },
    { filter: `!(record[${text}] in [${text}])` },
    { rename: { [code]: `${code}2` } },
  )
  expect(fused({ [code]: 1 })).toEqual({ [`${code}2`]: `1${code}`, a: false })
  expect(globalThis).not.toHaveProperty('ran')
})

test('where code may not be generated, steps are taken one by one', () => {
  class Forbidden {
    constructor() {
      throw new EvalError('Code generation from strings disallowed for this context')
    }
  }
  const schema = compileSchema({ required: ['a'] })
  const steps = [compileStep({ derive: { b: 'a + 1' } }, 'steps[0]', testHost)]
  vi.stubGlobal('Function', Forbidden)
  const chained = fuseSteps(steps, schema)
  expect(chained({ a: 1 })).toEqual({ a: 1, b: 2 })
  expect(chained({ b: 1 })).toMatchObject({ code: 'expression-failed' })
})

test('a record that the schema refuses is told why', () => {
  expect(fuse({ drop: ['a'] })({ a: 1 })).toMatchObject({
    code: 'schema-violation',
    reason: 'a is missing',
  })
})

test.each([fuseSteps, chainSteps])('a reason says what fields were before any step (%o)', (join) => {
  const steps: Step[] = [
    { cast: { n: 'number', c: 'number' } },
    { derive: { n: 'n * 2.0', d: 'n', m: 'n', constructor: '7' } },
    { hash: ['h'] },
  ]
  const schema = compileSchema({
    properties: {
      n: { maximum: 9 },
      c: { maximum: 9 },
      d: { maximum: 9 },
      m: { maximum: 9 },
      constructor: { type: 'string' },
      h: { maxLength: 1 },
    },
  })
  const transformer = join(
    steps.map((step, index) => compileStep(step, `steps[${index}]`, testHost)),
    schema,
  )
  const { reason } = transformer({ n: ' 5', c: ' 12', d: 'y', h: 'x' }) as Fault
  const sent = reason.split('; ').map((each) => [each.split(' ')[0], /\(sent as (.*)\)/.exec(each)?.[1]])
  expect(Object.fromEntries(sent)).toEqual({
    n: '" 5"',
    c: '" 12"',
    d: '"y"',
    m: undefined,
    constructor: undefined,
    h: '"x"',
  })
})
