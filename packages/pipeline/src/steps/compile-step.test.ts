import type { Step } from '@syndicate/contracts'
import { describe, expect, test } from 'vitest'
import { parseInOrder } from '../decode/parse-in-order.ts'
import { RecipeError } from '../recipe-error.ts'
import { jsonOf } from '../record/json-of.ts'
import type { Row } from '../record/row.ts'
import { runInput } from '../testing/run-input.ts'
import { testHost } from '../testing/test-host.ts'
import { chainSteps } from './chain-steps.ts'
import { compileStep } from './compile-step.ts'

function run(record: unknown, ...steps: Step[]) {
  const { records, refused } = runInput('json', JSON.stringify([record]), { steps })
  return refused[0] ?? records[0] ?? null
}

const numberLike = '{"a":" ","2020":{"b":1,"0":2},"2019":3}'
const proto = JSON.parse('{"__proto__":{"polluted":true},"a":1}') as unknown

describe('rename', () => {
  test('keeps the order, passes over what is absent, and may swap', () => {
    const result = run({ a: 1, b: 2, c: 3 }, { rename: { a: 'b', b: 'a', x: 'y' } })
    expect(JSON.stringify(result)).toBe('{"b":1,"a":2,"c":3}')
  })

  test('refuses a name that is taken, before or behind', () => {
    expect(run({ a: 1, b: 2 }, { rename: { a: 'b' } })).toMatchObject({
      code: 'name-taken',
      reason: expect.stringContaining('"b"'),
    })
    expect(run({ b: 1, a: 2 }, { rename: { a: 'b' } })).toMatchObject({ code: 'name-taken' })
  })

  test('keeps a __proto__ field plain, and can make and unmake one', () => {
    expect(JSON.stringify(run(proto, { rename: { a: 'b' } }))).toBe('{"__proto__":{"polluted":true},"b":1}')
    expect(JSON.stringify(run({ a: 1 }, { rename: { a: '__proto__' } }))).toBe('{"__proto__":1}')
    expect(JSON.stringify(run(proto, { rename: { ['__proto__']: 'p' } }))).toBe('{"p":{"polluted":true},"a":1}')
  })
})

describe('cast', () => {
  test('leaves null and absent as they are', () => {
    expect(run({ a: null, b: '2' }, { cast: { a: 'number', b: 'number', c: 'number' } })).toEqual({ a: null, b: 2 })
  })

  test('refuses what cannot be cast, naming the field and a bounded part of the value', () => {
    const refusal = run({ a: 'x'.repeat(5000) }, { cast: { a: 'number' } })
    expect(refusal).toMatchObject({
      stage: 'transform',
      code: 'cast-failed',
      reason: expect.stringMatching(/^"a" is no number: "xxx/),
    })
    expect((refusal as { reason: string }).reason.length).toBeLessThan(150)
  })

  test('sees own fields only', () => {
    expect(run({ a: 1 }, JSON.parse('{"cast":{"constructor":"string","toString":"number"}}') as Step)).toEqual({ a: 1 })
  })
})

describe('drop and hash', () => {
  test('drop takes fields away', () => {
    expect(run({ a: 1, b: 2 }, { drop: ['b', 'x'] })).toEqual({ a: 1 })
    expect(JSON.stringify(run(proto, { drop: ['a'] }))).toBe('{"__proto__":{"polluted":true}}')
  })

  test('hash depends on the value, not on the order of its keys; null and absent stay', () => {
    const step: Step = { hash: ['a', 'n', 'x'] }
    expect(run({ a: { c: 1, b: [2, { e: 'x', d: null }] }, n: null }, step)).toEqual({
      a: 'hash of {"b":[2,{"d":null,"e":"x"}],"c":1}',
      n: null,
    })
    expect(run({ a: '1' }, step)).not.toEqual(run({ a: 1 }, step))
  })
})

describe('derive', () => {
  test.each<[expression: string, result: unknown]>([
    ['cpu * 2 + mem', 70.5],
    ['2 * cpu', 60.5],
    ['cpu / 2', 15.125],
    ['1 - cpu', -29.25],
    ['cpu % 7', 2.25],
    ['cpu > 30', true],
    ['cpu == 30.25', true],
    ['mem == 10', true],
    ['7 / 2', 3],
    ['size(tags)', 2],
    ['tags[1]', 'b'],
    ['record.cpu', 30.25],
    ['record["odd name"]', 'x'],
    ['has(record.nothing)', false],
    ['has(record.cpu) && cpu < 31', true],
    ['none == null', true],
    ['cpu > 90 ? "high" : "low"', 'low'],
    ['tags.map(t, t + "!")', ['a!', 'b!']],
    ['{"sum": cpu + mem, "n": 1}', { sum: 40.25, n: 1 }],
    ['timestamp("2026-01-02T03:04:05Z")', '2026-01-02T03:04:05.000Z'],
    ['9007199254740993', '9007199254740993'],
    ['uint(5)', 5],
    ['host.matches("^web-[0-9]+$")', true],
    ['nested.list[0].deep', 'yes'],
    ['tags.filter(t, tags.exists(u, u == t)).map(t, t)', ['a', 'b']],
  ])('%s', (expression, result) => {
    const record = {
      cpu: 30.25,
      mem: 10,
      tags: ['a', 'b'],
      none: null,
      host: 'web-1',
      'odd name': 'x',
      nested: { list: [{ deep: 'yes' }] },
    }
    expect(run(record, { derive: { result: expression } })).toMatchObject({ result })
  })

  test('sees what was derived before it, and may replace a field', () => {
    expect(run({ a: 1 }, { derive: { b: 'a + 1', a: 'b * 10' } })).toEqual({ a: 20, b: 2 })
  })

  test.each([
    ['missing + 1', 'Unknown variable: missing'],
    ['record.missing', 'No such key: missing'],
    ['a / 0', 'Infinity'],
    ['1 / 0', 'division by zero'],
    ['a + "x"', 'no such overload'],
    ['constructor', 'Unknown variable'],
    ['record.constructor', 'No such key'],
    ['__defineGetter__', 'Unknown variable'],
    ['[1][5]', 'No such key'],
  ])('refuses the record when %s', (expression, reason) => {
    expect(run({ a: 1 }, { derive: { result: expression } })).toMatchObject({
      stage: 'transform',
      code: 'expression-failed',
      reason: expect.stringContaining(reason),
    })
  })

  test('matches in linear time, and only text', () => {
    const began = performance.now()
    const result = run({ a: `${'a'.repeat(50_000)}!` }, { derive: { result: 'a.matches("^(a+)+$")' } })
    expect(result).toMatchObject({ result: false })
    expect(performance.now() - began).toBeLessThan(2_000)
    expect(run({ a: 1 }, { derive: { result: 'a.matches("1")' } })).toMatchObject({ code: 'expression-failed' })
  })

  test('refuses a result that grew out of hand', () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 40 }, () => 'a').map((_, n) => [`a${n}`, n === 0 ? 'a + a' : `a${n - 1} + a${n - 1}`]),
    )
    expect(run({ a: 'x'.repeat(1000) }, { derive: doubling })).toMatchObject({
      code: 'expression-failed',
      reason: expect.stringContaining('characters'),
    })
  })
})

describe('filter', () => {
  test('keeps what is true', () => {
    expect(run({ a: 1 }, { filter: 'a > 0' })).toEqual({ a: 1 })
    expect(run({ a: 1 }, { filter: 'a > 1' })).toBeNull()
  })

  test('refuses what is neither true nor false', () => {
    expect(run({ a: 1 }, { filter: 'a' })).toMatchObject({
      code: 'expression-failed',
      reason: 'A filter must be true or false, this was 1',
    })
    expect(run({ a: 1 }, { filter: 'b' })).toMatchObject({ code: 'expression-failed' })
  })
})

describe('what is wrong with a recipe is told with its place', () => {
  test.each<[Step, string]>([
    [{ derive: { ok: '1', level: 'cpu >' } }, 'steps[1].derive.level'],
    [{ derive: { level: '"a" - 1' } }, 'steps[1].derive.level'],
    [{ derive: { level: `[${'1,'.repeat(500)}1]` } }, 'steps[1].derive.level'],
    [{ derive: { level: `${'('.repeat(100)}1${')'.repeat(100)}` } }, 'steps[1].derive.level'],
    [{ derive: { level: 'a.matches(b)' } }, 'steps[1].derive.level'],
    [{ derive: { level: 'a.matches("(?!x)")' } }, 'steps[1].derive.level'],
    [{ derive: { level: 'a.map(b, b.matchesLinearly(c))' } }, 'steps[1].derive.level'],
    [{ derive: { level: 'xs.map(a, xs.map(b, xs.filter(c, true)))' } }, 'steps[1].derive.level'],
    [{ filter: `"${'x'.repeat(2000)}" == a` }, 'steps[1].filter'],
    [{ filter: '1 + 1' }, 'steps[1].filter'],
    [{ filter: 'import("fs")' }, 'steps[1].filter'],
    [{ filter: 'nothing(a)' }, 'steps[1].filter'],
  ])('%j', (step, path) => {
    expect(() => run({}, { drop: ['x'] }, step)).toThrow(expect.objectContaining({ path }))
    expect(() => run({}, { drop: ['x'] }, step)).toThrow(RecipeError)
  })
})

test.each<[string, Step, string]>([
  ['rename', { rename: { a: '5', '2020': 'y' } }, '{"5":" ","y":{"b":1,"0":2},"2019":3}'],
  ['drop', { drop: ['a'] }, '{"2020":{"b":1,"0":2},"2019":3}'],
  ['cast', { cast: { '2020': 'string' } }, '{"a":" ","2020":"{\\"b\\":1,\\"0\\":2}","2019":3}'],
  ['derive', { derive: { '7': 'record', a: '1' } }, `{"a":1,"2020":{"b":1,"0":2},"2019":3,"7":${numberLike}}`],
  ['hash', { hash: ['2019'] }, '{"a":" ","2020":{"b":1,"0":2},"2019":"hash of 3"}'],
])('%s keeps the order of names that are like numbers', (_name, step, expected) => {
  expect(runInput('ndjson', numberLike, { steps: [step] }).lines).toEqual([expected])
})

test('names that a step makes like numbers stay where they are made', () => {
  const steps: Step[] = [
    { rename: { a: '9' } },
    { derive: { '7': '"x"' } },
    { derive: { c: '"y"' } },
    { derive: { '1': '"z"' } },
  ]
  expect(runInput('ndjson', '{"b":1,"a":2}', { steps }).lines).toEqual(['{"b":1,"9":2,"7":"x","c":"y","1":"z"}'])
})

test('a field that a cast left out comes last when it is made again', () => {
  const schema = { properties: { a: { type: 'number' } } }
  const steps: Step[] = [{ cast: { a: 'number' } }, { derive: { a: '1' } }]
  expect(runInput('csv', 'a,2020,2019\n,1,2\n', { steps, schema }).lines).toEqual(['{"2020":"1","2019":"2","a":1}'])
})

test('so it does where steps are taken one by one', () => {
  const steps: Step[] = [{ cast: { a: 'number' } }, { derive: { a: '1' } }]
  const compiled = steps.map((step) => compileStep(step, 'steps', testHost, { numbers: {}, emptyAs: () => undefined }))
  const row = parseInOrder('{"a":"","2020":"1","2019":"2"}') as Row
  expect(jsonOf(chainSteps(compiled, undefined)(row))).toBe('{"2020":"1","2019":"2","a":1}')
})

test.each<[string, Step[], string]>([
  ['{"x":1}', [{ derive: { m: "{'b': 1, '1': 2}" } }], '{"x":1,"m":{"b":1,"1":2}}'],
  ['{"x":1}', [{ derive: { m: "[{'b': 1, '1': 2}]" } }], '{"x":1,"m":[{"b":1,"1":2}]}'],
  ['{"m":{"b":1,"1":2}}', [{ derive: { m: 'record.m.map(k, k)' } }], '{"m":["b","1"]}'],
  ['{"a":1,"z":1,"7":2}', [{ drop: ['a'] }, { derive: { a: '5' } }], '{"z":1,"7":2,"a":5}'],
])('of %s, %j keeps the order of what it makes', (record, steps, expected) => {
  expect(runInput('ndjson', record, { steps }).lines).toEqual([expected])
})

test('a filter over what cannot be stored says why', () => {
  expect(run({ x: 1 }, { filter: 'record.x / 0' })).toMatchObject({
    code: 'expression-failed',
    reason: expect.not.stringContaining('expression-failed'),
  })
})
