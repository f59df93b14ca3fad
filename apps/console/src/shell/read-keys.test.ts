import { expect, test } from 'vitest'
import { createKeyReader } from './read-keys.ts'

const reader = () =>
  createKeyReader(
    new Map([
      ['r', '/'],
      ['n', '/never'],
    ]),
  )

test('a key after g goes somewhere, and by itself says nothing', () => {
  const read = reader()
  expect([read('r', 0), read('g', 10), read('r', 20), read('r', 30)]).toEqual([null, null, { go: '/' }, null])
})

test('g is forgotten after a while, and after a key that leads nowhere', () => {
  const read = reader()
  expect([read('g', 0), read('r', 2_000)]).toEqual([null, null])
  expect([read('g', 3_000), read('x', 3_100), read('r', 3_200)]).toEqual([null, null, null])
  expect([read('g', 4_000), read('g', 4_100), read('r', 4_200)]).toEqual([null, null, { go: '/' }])
})

test('others do something at once, but not after g where that leads somewhere', () => {
  const read = reader()
  expect([read('?', 0), read('/', 1), read('n', 2)]).toEqual(['help', 'search', 'new'])
  expect([read('g', 3), read('n', 4)]).toEqual([null, { go: '/never' }])
})
