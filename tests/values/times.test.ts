import { afterAll, expect, test } from 'vitest'
import { signIn } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { outcomeOf } from './outcome.ts'

const system = await startSystem({
  workers: 1,
  config: { pipelines: 'with-time: { format: csv, steps: [ { cast: { at: timestamp } } ] }' },
})
afterAll(() => system.stop())
const user = await signIn(system.url)

test('times are read as databases, mail and counters print them, and two instants stay two', async () => {
  const times = ['2026-01-01 00:00:00+00', '2026-01-01 00:00:00 UTC', '"Thu, 01 Jan 2026 00:00:00 +0000"', '1767225600']
  const fine = ['2026-01-01T00:00:00.123456Z', '1767225600123457']
  const { published, refused } = await outcomeOf(
    user,
    { pipeline: 'with-time' },
    `at,n\n${[...times, ...fine].map((at) => `${at},1\n`).join('')}`,
  )
  expect(refused).toEqual([])
  expect(published.map((line) => (JSON.parse(line) as { at: string }).at)).toEqual([
    ...times.map(() => '2026-01-01T00:00:00.000Z'),
    '2026-01-01T00:00:00.123456Z',
    '2026-01-01T00:00:00.123457Z',
  ])
})

test('what only looks like a time is refused', async () => {
  const { refused } = await outcomeOf(user, { pipeline: 'with-time' }, 'at,n\nMayday 1 2026,1\n20260301,1\n')
  expect(refused).toHaveLength(2)
})
