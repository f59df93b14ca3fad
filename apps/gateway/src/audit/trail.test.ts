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
    onLost: (count) => lost.push(count),
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

const refused = { kind: 'request.refused', outcome: 'refused', code: 'forbidden' } as const

test.each([
  ['what was done', { kind: 'run.start', target: 'r1' } as const],
  ['what was refused', { ...refused, target: 'r1' }],
])('%s is written within a second, also behind a slow write', async (_what, event) => {
  vi.useFakeTimers()
  const { trail, catalog, targets } = setUp()
  catalog.answer = new Promise((answered) => setTimeout(answered, 1_000))
  trail.note({ kind: 'run.start', target: 'before' })
  await vi.advanceTimersByTimeAsync(900)
  catalog.answer = new Promise((answered) => setTimeout(answered, 250))
  trail.note(event)
  await vi.advanceTimersByTimeAsync(999)
  expect(targets()).toEqual(['before', 'r1'])
})

test('a flood of like refusals is one entry every half second, and what comes after it is not late', async () => {
  vi.useFakeTimers()
  const { trail, note, written, targets } = setUp()
  for (let tenth = 0; tenth < 40; tenth += 1) {
    for (let count = 0; count < 16; count += 1)
      trail.note({ ...refused, userId: 'u', route: 'GET /x', target: `${count}` })
    await vi.advanceTimersByTimeAsync(100)
  }
  note('signed in')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(targets()).toContain('signed in')
  expect(written.reduce((sum, { times }) => sum + times, 0)).toBe(641)
  expect(written.length).toBeLessThan(150)
})

test('while the catalog is slow, entries say more often instead of being more', async () => {
  vi.useFakeTimers()
  const { trail, note, catalog, written, targets, lost } = setUp()
  const pace = () => {
    catalog.answer = new Promise((resolve) => setTimeout(resolve, 400))
  }
  const pacing = setInterval(pace, 10)
  pace()
  for (let second = 0; second < 20; second += 1) {
    for (let count = 0; count < 5_000; count += 1)
      trail.note({ ...refused, userId: `u${count % 7}`, address: `10.${count}`, target: `${second}.${count}` })
    note(`${second}`)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(targets()).toContain(`${second}`)
  }
  await vi.advanceTimersByTimeAsync(2_000)
  clearInterval(pacing)
  expect(written.reduce((sum, { times }) => sum + times, 0)).toBe(20 * 5_001)
  expect(written.length).toBeLessThan(20 * 1_000)
  expect(lost).toEqual([])
})

test('while the catalog is away a flood takes a bounded number of entries, and none of it is lost', async () => {
  vi.useFakeTimers()
  const { trail, catalog, written, lost } = setUp()
  catalog.away = true
  for (let second = 0; second < 30; second += 1) {
    for (let count = 0; count < 1_000; count += 1) trail.note({ ...refused, address: `10.${second}.${count}` })
    await vi.advanceTimersByTimeAsync(1_000)
  }
  catalog.away = false
  await vi.advanceTimersByTimeAsync(2_000)
  expect(written.reduce((sum, { times }) => sum + times, 0)).toBe(30_000)
  expect(written.length).toBeLessThan(2_000)
  expect(lost).toEqual([])
})

test('while the catalog is away what was done is summed up beyond a bound, and nothing is lost', async () => {
  const { trail, note, catalog, written, lost } = setUp()
  catalog.away = true
  for (let count = 0; count < 12_000; count += 1) note(`${count}`)
  catalog.away = false
  await trail.close()
  expect(written.length).toBeLessThan(10_500)
  expect(written.reduce((sum, { times }) => sum + times, 0)).toBe(12_000)
  expect(lost).toEqual([])
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
