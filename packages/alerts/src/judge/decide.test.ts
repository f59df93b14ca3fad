import type { ActiveRule, Facts, JudgedRun } from '@syndicate/catalog'
import type { AlertCondition } from '@syndicate/contracts'
import { describe, expect, test } from 'vitest'
import { decide } from './decide.ts'

const when: AlertCondition = { event: 'run-ended', states: ['failed'] }

function rule(changes: Partial<ActiveRule> = {}): ActiveRule {
  const createdAt = '2026-01-01T00:00:00+00:00'
  const made = { id: 'r1', name: 'fails', when, mostPerHour: 10, createdAt, destinations: ['d1'] }
  return { ...made, told: 0, sum: null, ...changes }
}

function run(changes: Partial<JudgedRun> = {}): JudgedRun {
  const counts = { in: 100, loaded: 95, quarantined: 5, duplicate: 0, filtered: 0 }
  return {
    id: 'a',
    pipeline: 'sales',
    dataset: 'sales',
    state: 'failed',
    errorCode: 'malformed-input',
    counts,
    newlyRefused: 5,
    endedAt: '2026-01-02T03:04:05.000Z',
    ...changes,
  }
}

function facts(changes: Partial<Facts>): Facts {
  return { rules: [rule()], ended: [], turns: [], ...changes }
}

const typesOf = (given: Facts) => decide(given).alerts.map(({ message }) => message.type)

describe('a rule', () => {
  test.each([
    [when, run(), ['run.failed']],
    [when, run({ state: 'published' }), []],
    [{ ...when, pipeline: 'sal*' }, run(), ['run.failed']],
    [{ ...when, pipeline: 'other' }, run(), []],
    [{ ...when, dataset: 'other' }, run(), []],
    [{ event: 'records-refused', moreThan: '4%' }, run({ state: 'published' }), ['records.refused']],
    [{ event: 'records-refused', moreThan: '5%' }, run({ state: 'published' }), []],
    [{ event: 'records-refused', moreThan: 4 }, run({ state: 'published' }), ['records.refused']],
    [{ event: 'records-refused', moreThan: 5 }, run({ state: 'published' }), []],
    [{ event: 'records-refused', moreThan: 0 }, run({ state: 'rejected' }), []],
  ] as [AlertCondition, JudgedRun, string[]][])('%j finds of a run what it looks for', (condition, ended, expected) => {
    expect(typesOf(facts({ rules: [rule({ when: condition })], ended: [ended] }))).toEqual(expected)
  })

  test('counts shares in whole numbers', () => {
    // As a float the limit would be 28.999999999999996.
    const counts = { in: 100, loaded: 71, quarantined: 29, duplicate: 0, filtered: 0 }
    const found = (moreThan: string, quarantined = 29) =>
      typesOf(
        facts({
          rules: [rule({ when: { event: 'records-refused', moreThan } })],
          ended: [run({ state: 'published', counts: { ...counts, quarantined } })],
        }),
      )
    expect([found('29%'), found('28.9%'), found('0.29%', 0)]).toEqual([[], ['records.refused'], []])
    const odd = { in: 1000, loaded: 420, quarantined: 580, duplicate: 0, filtered: 0 }
    for (let n = 1; n < 1000; n++) {
      const ended = [run({ state: 'published', counts: { ...odd, quarantined: n } })]
      const when: AlertCondition = { event: 'records-refused', moreThan: `${(n / 10).toFixed(1)}%` }
      expect(typesOf(facts({ rules: [rule({ when })], ended }))).toEqual([])
    }
  })

  test('says when a run ended, not when it was looked at', () => {
    const { alerts } = decide(facts({ ended: [run()] }))
    expect(alerts.map(({ message }) => message.timestamp)).toEqual(['2026-01-02T03:04:05.000Z'])
  })

  test('tells of no run that ended before it was made, but of one that was ending', () => {
    const toldOf = (createdAt: string) => typesOf(facts({ rules: [rule({ createdAt })], ended: [run()] }))
    expect(toldOf('2026-01-02T03:04:11+00:00')).toEqual([])
    expect(toldOf('2026-01-02T04:04:08+01:00')).toEqual(['run.failed'])
  })

  test('tells it to each of its destinations', () => {
    const { alerts } = decide(facts({ rules: [rule({ destinations: ['d1', 'd2'] })], ended: [run()] }))
    expect(alerts.map(({ destinations }) => destinations.map(({ id }) => id))).toEqual([['d1', 'd2']])
  })
})

describe('of a flood', () => {
  const flood = Array.from({ length: 1000 }, (_, n) => run({ id: `run ${n}` }))

  test('one less than allowed is told one by one, the rest kept as a sum', () => {
    const { alerts, sums } = decide(facts({ ended: flood }))
    expect(alerts).toHaveLength(9)
    expect(sums).toEqual([{ ruleId: 'r1', sum: { alerts: 991, firstTitles: expect.any(Array) as string[] } }])
    expect(sums[0]?.sum?.firstTitles).toHaveLength(10)
  })

  test('the sum grows, and is told when it has gathered and there is room', () => {
    const sum = { alerts: 991, since: '2026-01-02T03:04:05Z', firstTitles: ['one'] }
    const told = (mine: Partial<ActiveRule>) => decide(facts({ rules: [rule(mine)], ended: flood }))
    expect(told({ told: 9, sum: { ...sum, ageMs: 59_000 } })).toMatchObject({
      alerts: [],
      sums: [{ sum: { alerts: 1991 } }],
    })
    expect(told({ told: 10, sum: { ...sum, ageMs: 600_000 } }).alerts).toEqual([])
    const { alerts, sums } = told({ told: 9, sum: { ...sum, ageMs: 60_000 } })
    expect(alerts.map(({ message }) => message.data.summed?.alerts)).toEqual([1991])
    expect(sums).toEqual([{ ruleId: 'r1', sum: null }])
  })

  test('a rule that may tell once an hour tells the first', () => {
    expect(decide(facts({ rules: [rule({ mostPerHour: 1 })], ended: flood })).alerts).toHaveLength(1)
  })
})
