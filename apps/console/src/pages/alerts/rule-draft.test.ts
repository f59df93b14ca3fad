import type { AlertRule, AlertWhen } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { draftOf, whenOf, type RuleDraft } from './rule-draft.ts'

const draft: RuleDraft = {
  name: 'x',
  event: 'run-ended',
  states: ['failed'],
  moreThan: '5%',
  hours: '26',
  records: '1000',
  pipeline: '',
  dataset: 'sales',
  mostPerHour: '10',
  destinations: [],
}

test.each([
  [{}, { event: 'run-ended', states: ['failed'], dataset: 'sales' }],
  [
    { event: 'records-refused', pipeline: 'a*' },
    { event: 'records-refused', moreThan: '5%', pipeline: 'a*', dataset: 'sales' },
  ],
  [
    { event: 'records-refused', moreThan: '50', dataset: '' },
    { event: 'records-refused', moreThan: 50 },
  ],
  [
    { event: 'nothing-arrived', pipeline: 'a' },
    { event: 'nothing-arrived', hours: 26, dataset: 'sales' },
  ],
  [
    { event: 'quarantine-grew', dataset: '' },
    { event: 'quarantine-grew', records: 1000 },
  ],
] as [Partial<RuleDraft>, object][])('%j says what its event needs and nothing else', (changes, expected) => {
  expect(whenOf({ ...draft, ...changes })).toEqual(expected)
})

test.each([
  { event: 'run-ended', states: ['cancelled'], pipeline: 'sales-*' },
  { event: 'records-refused', moreThan: 50, dataset: 'sales' },
  { event: 'records-refused', moreThan: '0.5%' },
  { event: 'nothing-arrived', hours: 1.5, dataset: 'sales' },
  { event: 'quarantine-grew', records: 7 },
] as AlertWhen[])('a rule that is edited and left as it is looks for the same: %j', (when) => {
  const rule = { name: 'x', when, mostPerHour: 3, destinations: ['a'] } as AlertRule
  const edited = draftOf(rule, [])
  expect(whenOf(edited)).toEqual(when)
  expect(edited).toMatchObject({ name: 'x', mostPerHour: '3', destinations: ['a'] })
})
