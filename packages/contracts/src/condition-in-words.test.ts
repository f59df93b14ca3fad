import { expect, test } from 'vitest'
import type { AlertCondition } from './alert-rule.ts'
import { conditionInWords } from './condition-in-words.ts'

test.each([
  [{ event: 'run-ended', states: ['failed', 'rejected'], pipeline: 'a*' }, 'a run of a* ends as failed or rejected'],
  [{ event: 'records-refused', moreThan: '5%', dataset: 'b' }, 'a run into b is published and refuses more than 5%'],
  [{ event: 'nothing-arrived', dataset: 'b', hours: 26 }, 'nothing arrives at b for 26 h'],
  [{ event: 'quarantine-grew', records: 9 }, 'quarantine of any dataset grows by more than 9 records within an hour'],
] as [AlertCondition, string][])('%j', (when, words) => {
  expect(conditionInWords(when)).toBe(words)
})
