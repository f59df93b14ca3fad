import { expect, test } from 'vitest'
import { derivePatch } from './derive-patch.ts'

test('what is the same needs no patch, however it is ordered', () => {
  expect(derivePatch({ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 })).toEqual([])
})

test('fields are removed, replaced and added one by one, also further down', () => {
  expect(
    derivePatch({ gone: 1, kept: 2, deep: { x: 1, y: 2 } }, { kept: '2', deep: { x: 1, y: 3 }, fresh: null }),
  ).toEqual([
    { op: 'remove', path: '/gone' },
    { op: 'replace', path: '/kept', value: '2' },
    { op: 'replace', path: '/deep/y', value: 3 },
    { op: 'add', path: '/fresh', value: null },
  ])
})

test('a list that differs is replaced as a whole, and so is what is no object', () => {
  expect(derivePatch({ list: [1, 2] }, { list: [2] })).toEqual([{ op: 'replace', path: '/list', value: [2] }])
  expect(derivePatch(7, { a: 1 })).toEqual([{ op: 'replace', path: '', value: { a: 1 } }])
  expect(derivePatch({ a: {} }, { a: [] })).toEqual([{ op: 'replace', path: '/a', value: [] }])
})

test('names that a pointer cannot hold are escaped, and inherited ones are none', () => {
  expect(derivePatch({}, { 'a/b~c': 1, toString: 2 })).toEqual([
    { op: 'add', path: '/a~1b~0c', value: 1 },
    { op: 'add', path: '/toString', value: 2 },
  ])
})
