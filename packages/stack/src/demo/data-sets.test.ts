import { expect, test } from 'vitest'
import { dataSets, recordsIn } from './data-sets.ts'

test('the sample data is there, and its records are counted', () => {
  expect(Object.fromEntries(dataSets.map((dataSet) => [dataSet.dataset, recordsIn(dataSet)]))).toEqual({
    flights: 231_083,
    movies: 3201,
    weather: 1461,
  })
})
