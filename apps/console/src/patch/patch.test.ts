import { expect, test } from 'vitest'
import { isAllText, patchOf, valueOf } from './field-edits.ts'
import { inputFieldsOf, templateOf } from './input-template.ts'

test('lines of the easy form become a patch; one without a field is no operation', () => {
  const edits = [
    { op: 'set', field: 'cpu', value: '99' },
    { op: 'remove', field: 'a/b', value: 'ignored' },
    { op: 'set', field: '', value: '1' },
  ] as const
  expect(patchOf([...edits], false)).toEqual([
    { op: 'add', path: '/cpu', value: 99 },
    { op: 'remove', path: '/a~1b' },
  ])
  expect(patchOf([edits[0]], true)).toEqual([{ op: 'add', path: '/cpu', value: '99' }])
})

test('what is typed is JSON where it can be', () => {
  expect(['5', 'true', 'null', '"5"', 'hot', ''].map(valueOf)).toEqual([5, true, null, '5', 'hot', ''])
  expect([isAllText({ a: '1' }), isAllText({ a: '1', b: 2 }), isAllText({}), isAllText(null)]).toEqual([
    true,
    false,
    false,
    false,
  ])
})

test('the fields of an input are those of a stored record before the steps', () => {
  const steps = [
    { rename: { precipitation: 'precipitation_mm' } },
    { cast: { date: 'timestamp' as const } },
    { derive: { wet: 'precipitation_mm > 0.0' } },
  ]
  expect(inputFieldsOf(['date', 'precipitation_mm', 'wet'], steps)).toEqual(['date', 'precipitation'])
})

test('a template keeps what a cut row held', () => {
  expect(templateOf(['date', 'rain', 'wind'], '2012-01-03,0.8\n')).toEqual({
    date: '2012-01-03',
    rain: '0.8',
    wind: '',
  })
  expect(templateOf(['a'], '{"a":')).toEqual({ a: '' })
})
