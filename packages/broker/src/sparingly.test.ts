import { expect, test } from 'vitest'
import { sparingly } from './sparingly.ts'

test('says the first, then how many there were meanwhile', () => {
  const clock = { now: 0 }
  const said: [string, number][] = []
  const tell = sparingly(
    (error, keptBack) => said.push([error.message, keptBack]),
    1_000,
    () => clock.now,
  )
  tell(new Error('one'))
  tell(new Error('two'))
  tell(new Error('three'))
  clock.now = 1_000
  tell(new Error('four'))
  expect(said).toEqual([
    ['one', 0],
    ['four', 2],
  ])
})
