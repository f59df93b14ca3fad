import { expect, test } from 'vitest'
import { readingOf } from './reading.ts'

test('what is said is sent for the format it is about, and nothing else', () => {
  const said = { delimiter: ';', header: 'id,name', skip: ' 2 ', nulls: '', whole: 'yes', encoding: 'windows-1252' }
  expect(readingOf('csv', said)).toEqual({
    delimiter: ';',
    header: 'id,name',
    skip: 2,
    encoding: 'windows-1252',
  })
  expect(readingOf('json', said)).toEqual({ records: '', encoding: 'windows-1252' })
  expect(readingOf('json', { whole: 'yes', records: '/data' })).toEqual({ records: '/data' })
  expect(readingOf('cbor', said)).toEqual({})
})
