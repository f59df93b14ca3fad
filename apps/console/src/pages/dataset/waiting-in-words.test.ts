import { expect, test } from 'vitest'
import { waitingInWords } from './waiting-in-words.ts'

test('an erasure says which runs it has not looked at', () => {
  expect(waitingInWords({ waitingFor: 0, dryRun: false })).toBeUndefined()
  expect(waitingInWords({ waitingFor: 1, dryRun: false })).toBe(
    '1 run that came before has yet to end, and is looked at then.',
  )
  expect(waitingInWords({ waitingFor: 2, dryRun: false })).toBe(
    '2 runs that came before have yet to end, and are looked at then.',
  )
  expect(waitingInWords({ waitingFor: 2, dryRun: true })).toBe(
    '2 runs that came before have yet to end: what they hold is not counted here, and is erased all the same.',
  )
})
