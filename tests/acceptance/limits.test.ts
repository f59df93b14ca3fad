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
  const answers: Response[] = []
  // Few at a time: a gateway that has waited for Redis for 100 ms counts alone.
  for (let turn = 0; turn < 101; turn += 4)
    answers.push(
      ...(await Promise.all(
        [here, there, here, there].slice(0, 101 - turn).map((each) => each.fetch('/api/auth/session')),
      )),
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
