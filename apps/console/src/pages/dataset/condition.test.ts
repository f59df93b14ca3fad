import { expect, test } from 'vitest'
import { celOf, conditionsIn, inWords, type Condition } from './condition.ts'

const types: Record<string, string> = { n: 'number or string', age: 'integer or null', name: 'string', ok: 'boolean' }
const typeOf = (field: string) => types[field]

test.each<[Condition, string]>([
  [['age', 'is', '1'], '"age" in record && (record["age"] == 1)'],
  [['age', 'is', 'null'], '"age" in record && (record["age"] == null)'],
  [['n', 'is', '3'], '"n" in record && (record["n"] == 3 || record["n"] == "3")'],
  [['name', 'is', '3'], '"name" in record && (record["name"] == "3")'],
  [['ok', 'not', 'true'], '!("ok" in record && (record["ok"] == true))'],
  [['age', 'greater', '4.5'], '"age" in record && record["age"] != null && record["age"] > 4.5'],
  [
    ['age', 'less', '12345678901234567890'],
    '"age" in record && record["age"] != null && record["age"] < "12345678901234567890"',
  ],
  [['name', 'less', 'B'], '"name" in record && record["name"] != null && record["name"] < "B"'],
  [
    ['odd "name"', 'contains', 'ÉVA'],
    '"odd \\"name\\"" in record && type(record["odd \\"name\\""]) == string && record["odd \\"name\\""].lowerAscii().contains("Éva")',
  ],
  [['name', 'empty', ''], '!("name" in record) || record["name"] == null || record["name"] == ""'],
  [['name', 'filled', ''], '"name" in record && record["name"] != null && record["name"] != ""'],
  [['', 'cel', 'n == 1.0'], 'n == 1.0'],
])('%j is asked for as %s', (condition, cel) => {
  expect(celOf([condition], typeOf)).toBe(cel)
})

test('several have all to be true, whatever they are made of', () => {
  const both: Condition[] = [
    ['name', 'empty', ''],
    ['', 'cel', 'n > 2.0 || false'],
  ]
  expect(celOf(both, typeOf)).toBe(
    '(!("name" in record) || record["name"] == null || record["name"] == "") && (n > 2.0 || false)',
  )
  expect(celOf([], typeOf)).toBeUndefined()
  expect(both.map(inWords)).toEqual(['name is empty', 'n > 2.0 || false'])
})

test.each([undefined, 'x', '{}', '[["a","is"]]', '[["a","drops","b"]]', '[["a","is",1]]'])(
  'an address that says %s filters nothing',
  (text) => {
    expect(conditionsIn(text)).toEqual([])
  },
)
