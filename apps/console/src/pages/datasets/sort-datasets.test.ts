import type { Dataset } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { sortBy, sortDatasets, sortIn, sortText } from './sort-datasets.ts'

const datasets = [
  { name: 'b', pipeline: null, records: 9 },
  { name: 'c', pipeline: 'x', records: 10 },
  { name: 'a', pipeline: 'w', records: 0 },
] as Dataset[]
const namesBy = (text: string | undefined) =>
  sortDatasets(datasets, sortIn(text))
    .map(({ name }) => name)
    .join('')

test('datasets are in the order that the address says', () => {
  expect(['name', '-name', 'records', '-records', 'pipeline', undefined, 'mode', '-', 'toString'].map(namesBy)).toEqual(
    ['abc', 'cba', 'abc', 'cba', 'bac', 'abc', 'abc', 'abc', 'abc'],
  )
})

test('a head sorts by what is more first, names from a, and turns round when asked again', () => {
  const byRecords = sortBy(sortIn(undefined), 'records')
  expect([byRecords, sortBy(byRecords, 'records'), sortBy(byRecords, 'name')].map(sortText)).toEqual([
    '-records',
    'records',
    undefined,
  ])
})
