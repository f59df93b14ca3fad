import type { NewAuditEntry } from '@syndicate/catalog'
import { expect, test } from 'vitest'
import { createTrail } from './trail.ts'

function setUp() {
  const written: NewAuditEntry[] = []
  const catalog = { away: false }
  const lost: number[] = []
  const trail = createTrail({
    audit: {
      async add(entries) {
        if (catalog.away) throw new Error('away')
        written.push(...entries)
      },
    },
    onError: () => {},
    onDropped: (count) => lost.push(count),
  })
  return { trail, written, catalog, lost }
}

test('what is noted is written soon, in order, fit to be shown', async () => {
  const { trail, written } = setUp()
  trail.note({ kind: 'run.start', target: 'r1', agent: 'a\u0000\n\u001b[31m\u2028b', userId: 'u' })
  trail.note({ kind: 'run.cancel', target: 'x'.repeat(5000) })
  await expect.poll(() => written.length).toBe(2)
  expect(written[0]).toMatchObject({ kind: 'run.start', outcome: 'done', target: 'r1', userId: 'u', times: 1 })
  expect(written[0]!.agent).toBe('a\u{FFFD}\u{FFFD}\u{FFFD}[31m\u{FFFD}b')
  expect(written[1]!.target).toHaveLength(200)
})

test('a flood of like refusals is one entry, and of unlike ones a bounded number', async () => {
  const { trail, written } = setUp()
  const refused = { kind: 'request.refused', outcome: 'refused', code: 'forbidden' } as const
  for (let count = 0; count < 1000; count += 1) trail.tally({ ...refused, userId: 'u' })
  for (let count = 0; count < 5000; count += 1) trail.tally({ ...refused, address: `10.0.0.${count}` })
  await trail.close()
  expect(written.find(({ userId }) => userId === 'u')?.times).toBe(1000)
  expect(written.length).toBeLessThanOrEqual(502)
  expect(written.reduce((sum, { times }) => sum + times, 0)).toBe(6000)
})

test('while the catalog is away entries wait, boundedly, and what was lost is told', async () => {
  const { trail, written, catalog, lost } = setUp()
  catalog.away = true
  for (let count = 0; count < 10_007; count += 1) trail.note({ kind: 'run.start', target: `${count}` })
  catalog.away = false
  await trail.close()
  expect([written.length, written.at(-1)!.target, lost]).toEqual([10_000, '9999', [7]])
})

test('closing brings out what is left, and says what it could not', async () => {
  const { trail, catalog, lost } = setUp()
  catalog.away = true
  trail.note({ kind: 'run.start' })
  await trail.close()
  expect(lost).toEqual([1])
})
