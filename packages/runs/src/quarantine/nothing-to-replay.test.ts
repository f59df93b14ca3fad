import { expect, test } from 'vitest'
import { nothingToReplay } from './nothing-to-replay.ts'

test('it is said in words why there is nothing to replay, of one and of many', () => {
  expect(nothingToReplay([{ reason: 'replayed', count: 1 }])).toBe('Nothing to replay: 1 record was replayed already')
  const several = [
    { reason: 'discarded', count: 2 },
    { reason: 'not-live', count: 1 },
  ] as const
  expect(nothingToReplay(several)).toBe(
    'Nothing to replay: 2 records were discarded, 1 record is of a version that is not live',
  )
  expect(nothingToReplay([])).toBe('There are no such records in quarantine')
})
