import { expect, test } from 'vitest'
import { readingOf, readOptionsOfQuery } from './read-options.ts'

test('what a pipeline says counts for the formats it says something about', () => {
  const ofPipeline = { records: '/data', delimiter: ';', decimal: ',', encoding: 'windows-1252' } as const
  expect(readingOf('json', ofPipeline)).toEqual({ records: '/data', decimal: ',', encoding: 'windows-1252' })
  expect(readingOf('csv', ofPipeline)).toEqual({ delimiter: ';', decimal: ',', encoding: 'windows-1252' })
  expect(readingOf('cbor', ofPipeline)).toEqual({ decimal: ',' })
})

test('what is said of an input comes first, and is refused where it says nothing', () => {
  expect(readingOf('json', { records: '/data' }, { records: '' })).toEqual({ records: '' })
  expect(() => readingOf('ndjson', {}, { records: '/data' })).toThrow(
    'records: says nothing of ndjson; leave it out, or say format=json',
  )
  expect(() => readingOf('yaml', {}, { delimiter: ';' })).toThrow('say format=csv')
})

test('an option that is there and empty is said', () => {
  expect(readOptionsOfQuery({ records: '', nulls: '', trim: 'false' })).toEqual({
    records: '',
    nulls: [''],
    trim: false,
  })
})

test('a list has commas between, or is one of JSON where a comma is in it', () => {
  expect(readOptionsOfQuery({ header: 'id,name', nulls: 'NULL,N/A' })).toEqual({
    header: ['id', 'name'],
    nulls: ['NULL', 'N/A'],
  })
  expect(readOptionsOfQuery({ header: '["price, EUR","true"]', nulls: '["none, yet"]' })).toEqual({
    header: ['price, EUR', 'true'],
    nulls: ['none, yet'],
  })
  expect(readOptionsOfQuery({ header: '["true"]' })).toEqual({ header: ['true'] })
})

test.each(['["a"', '[1]', '[]', '[a],b'])('what begins as a JSON list and is none is refused: %s', (header) => {
  expect(() => readOptionsOfQuery({ header })).toThrow(`header: ${header} is no JSON list of texts; write ["a","b, c"]`)
})
