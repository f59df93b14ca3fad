import { afterAll, beforeAll, expect, test } from 'vitest'
import { at, signIn } from './client.ts'
import { startSystem, type System } from './system.ts'

let system: System
let other: string

beforeAll(async () => {
  system = await startSystem({ workers: 0, config: { set: { requestsPerMinute: 100 } } })
  other = await system.startGateway()
})
afterAll(() => system.stop())

test('two gateways share a limit: of 101 requests exactly 100 pass', async () => {
  const here = await signIn(system.url)
  const there = at(other, here)
  const answers = await Promise.all(
    Array.from({ length: 101 }, (_, index) => (index % 2 ? here : there).fetch('/api/auth/session')),
  )
  const statuses = answers.map(({ status }) => status)
  expect([
    statuses.filter((status) => status === 200).length,
    statuses.filter((status) => status === 429).length,
  ]).toEqual([100, 1])
  const refused = answers.find(({ status }) => status === 429)!
  expect(refused.headers.get('ratelimit-policy')).toBe('"user";q=100;w=60')
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(30)
})
