import type { AlertWhen } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { requireSound } from './require-sound.ts'

test.each([
  { event: 'run-ended', states: ['failed'], pipeline: 'a*' },
  { event: 'nothing-arrived', hours: 26, dataset: 'a' },
  { event: 'records-refused', moreThan: '5%' },
  { event: 'quarantine-grew', records: 2 },
] as AlertWhen[])('%j is whole', (when) => {
  expect(() => requireSound(when)).not.toThrow()
})

test.each([
  [{ event: 'run-ended' }, 'run-ended needs states'],
  [{ event: 'run-ended', states: ['failed'], hours: 2 }, 'hours does not go with run-ended'],
  [{ event: 'nothing-arrived', hours: 26 }, 'nothing-arrived needs dataset'],
  [{ event: 'quarantine-grew', records: 2, pipeline: 'a' }, 'pipeline does not go with quarantine-grew'],
] as [AlertWhen, string][])('%j: %s', (when, wrong) => {
  expect(() => requireSound(when)).toThrow(wrong)
})
