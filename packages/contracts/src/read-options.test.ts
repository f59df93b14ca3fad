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
