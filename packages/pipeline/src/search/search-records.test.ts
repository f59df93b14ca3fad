import { expect, test } from 'vitest'
import { compileSearch } from './search-records.ts'

const records = [
  { n: 1, name: 'Ann', 'home town': 'Bern' },
  { n: 2, name: null },
  { n: '3', name: 'Éva', tags: ['x'] },
  { name: 'ANNA', n: 4.5 },
]
const lines = Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''))

test.each([
  ['n > 1', [1, 3], 1],
  ['record["home town"] == "Bern"', [0], 3],
  ['"home town" in record && record["home town"] == "Bern"', [0], 0],
  ['!("tags" in record) || record["tags"] == null || record["tags"] == ""', [0, 1, 3], 0],
  ['"name" in record && type(record["name"]) == string && record["name"].lowerAscii().contains("ann")', [0, 3], 0],
  ['true', [0, 1, 2, 3], 0],
])('of %s it finds %j', (where, kept, unanswered) => {
  const found = compileSearch(where)(lines, 1000)
  expect(found).toMatchObject({ kept, looked: 4 })
  expect(found.unanswered).toHaveLength(unanswered)
  expect(found.reason === null).toBe(unanswered === 0)
})

test('it leaves the rest when its time is up, behind at least one', () => {
  expect(compileSearch('true')(lines, 0)).toMatchObject({ kept: [0], looked: 1 })
})

test.each(['n +', '"text"', 'n.matches(name)', '1.all(a, 1.all(b, 1.all(c, true)))'])('it refuses %s', (where) => {
  expect(() => compileSearch(where)).toThrow()
})
