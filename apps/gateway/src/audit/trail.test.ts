import type { NewAuditEntry } from '@syndicate/catalog'
import { afterEach, expect, test, vi } from 'vitest'
import { createTrail } from './trail.ts'

afterEach(() => vi.useRealTimers())

function setUp() {
  const written: NewAuditEntry[] = []
  const catalog = { away: false, answer: Promise.resolve() }
  const lost: number[] = []
  const trail = createTrail({
    audit: {
      async add(entries) {
        await catalog.answer
        if (catalog.away) throw new Error('away')
        written.push(...entries)
      },
    },
    onError: () => {},
    onDropped: (count) => lost.push(count),
  })
  const note = (target: string) => trail.note({ kind: 'run.start', target })
  return { trail, note, catalog, lost, written, targets: () => written.map(({ target }) => target) }
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
  const { trail, note, catalog, targets, lost } = setUp()
  catalog.away = true
  for (let count = 0; count < 10_007; count += 1) note(`${count}`)
  catalog.away = false
  await trail.close()
  expect([targets().length, targets().at(-1), lost]).toEqual([10_000, '9999', [7]])
})

test('a write that takes long holds nothing up after it', async () => {
  vi.useFakeTimers()
  const { note, catalog, targets } = setUp()
  const slow = Promise.withResolvers<void>()
  catalog.answer = slow.promise
  note('1')
  await vi.advanceTimersByTimeAsync(300)
  note('2')
  await vi.advanceTimersByTimeAsync(5_000)
  expect(targets()).toEqual([])
  slow.resolve()
  await vi.advanceTimersByTimeAsync(0)
  expect(targets()).toEqual(['1', '2'])
  note('3')
  await vi.advanceTimersByTimeAsync(300)
  expect(targets()).toEqual(['1', '2', '3'])
})

test('what the catalog did not take is tried again, in order', async () => {
  vi.useFakeTimers()
  const { note, catalog, targets, lost } = setUp()
  catalog.away = true
  note('1')
  await vi.advanceTimersByTimeAsync(300)
  note('2')
  await vi.advanceTimersByTimeAsync(10_000)
  catalog.away = false
  note('3')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(targets()).toEqual(['1', '2', '3'])
  note('4')
  await vi.advanceTimersByTimeAsync(300)
  expect([targets().at(-1), lost]).toEqual(['4', []])
})

test('closing waits for a write under way, and for what came after it', async () => {
  vi.useFakeTimers()
  const { trail, note, catalog, targets, lost } = setUp()
  const slow = Promise.withResolvers<void>()
  catalog.answer = slow.promise
  note('1')
  await vi.advanceTimersByTimeAsync(300)
  note('2')
  const closed = trail.close()
  await vi.advanceTimersByTimeAsync(4_000)
  slow.resolve()
  await closed
  expect([targets(), lost]).toEqual([['1', '2'], []])
})

test('closing ends after five seconds, and says what was not written by then', async () => {
  vi.useFakeTimers()
  const { trail, note, catalog, lost } = setUp()
  catalog.answer = new Promise(() => {})
  note('1')
  await vi.advanceTimersByTimeAsync(300)
  note('2')
  const closed = trail.close()
  await vi.advanceTimersByTimeAsync(5_000)
  await closed
  expect(lost).toEqual([2])
})

test('closing brings out what is left, and says what it could not', async () => {
  const { trail, catalog, lost } = setUp()
  catalog.away = true
  trail.note({ kind: 'run.start' })
  await trail.close()
  expect(lost).toEqual([1])
})
