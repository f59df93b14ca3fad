import type { NewAuditEntry } from '@syndicate/catalog'
import { expect, test } from 'vitest'
import { createTally } from './tally.ts'

function entry(changes: Partial<NewAuditEntry> = {}): NewAuditEntry {
  return {
    at: new Date(0),
    kind: 'request.refused',
    outcome: 'refused',
    code: 'forbidden',
    userId: 'u',
    keyId: null,
    route: 'GET /x',
    target: null,
    version: null,
    address: '10.0.0.1',
    agent: null,
    times: 1,
    ...changes,
  }
}

const timesOf = (entries: NewAuditEntry[]) => entries.reduce((sum, { times }) => sum + times, 0)

test('like entries are one that says how often, from the first on', () => {
  const tally = createTally()
  for (const second of [1, 2, 3]) tally.add(entry({ at: new Date(second * 1000), agent: `${second}` }))
  tally.add(entry({ route: 'GET /y' }))
  expect(tally.take()).toEqual([entry({ at: new Date(1000), agent: '1', times: 3 }), entry({ route: 'GET /y' })])
  expect(tally.take()).toEqual([])
})

test('of one caller’s many unlike ones the route is still told, and nobody else is told less of', () => {
  const tally = createTally()
  for (let count = 0; count < 10_000; count += 1) tally.add(entry({ target: `${count}` }))
  tally.add(entry({ userId: 'other', target: 'told' }))
  const taken = tally.take()
  expect(taken).toHaveLength(22)
  expect(taken[20]).toMatchObject({ userId: 'u', route: 'GET /x', target: null, times: 9_980 })
  expect(taken[21]).toMatchObject({ userId: 'other', target: 'told', times: 1 })
})

test('of many callers’ it holds a bounded number, and counts them all', () => {
  const tally = createTally()
  for (let count = 0; count < 50_000; count += 1)
    tally.add(entry({ address: `10.${count}`, target: `${count % 100}`, route: `GET /${count % 1_000}` }))
  const taken = tally.take()
  expect(taken.length).toBeLessThanOrEqual(901)
  expect(timesOf(taken)).toBe(50_000)
  expect(taken.filter(({ address, route }) => address === null && route !== null).length).toBeGreaterThan(100)
})
