import type { PatchOperation } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { dryRunQuarantine } from '../src/index.ts'
import { openRuns, recipe, readings, runToEnd, smallLimits } from './fixture.ts'
import { replay, request } from './replay-fixture.ts'

const limits = {
  ...smallLimits,
  cut: { sliceBytes: 1024 ** 2, maxRecordBytes: 8 * 1024 ** 2, maxDocumentBytes: 100_000 },
}

/** 45 kB that make 4 MB of every record, and nothing of that in the end. */
const bomb: PatchOperation[] = [
  { op: 'add', path: '/a', value: 'x'.repeat(40_000) },
  ...Array.from({ length: 98 }, (_, n) => ({ op: 'copy' as const, from: '/a', path: `/c${n}` })),
  { op: 'replace', path: '', value: { n: 1, cpu: 1 } },
]

/**
 * The longest that this thread was kept from anything else while it waited for something, in milliseconds of its own time:
 * what a busy machine takes from it does not count.
 */
async function longestStall(work: () => Promise<unknown>): Promise<number> {
  const spent = () => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  }
  let last = spent()
  let longest = 0
  const look = () => {
    const now = spent()
    longest = Math.max(longest, now - last)
    last = now
  }
  const timer = setInterval(look, 1)
  await work()
  look()
  clearInterval(timer)
  return longest
}

test.each([400, 10_000])('a patch that is a bomb stops nobody, over %i records', { timeout: 60_000 }, async (count) => {
  await using open = await openRuns(limits)
  open.work()
  await runToEnd(
    open,
    readings(count, () => 'hot'),
  )
  let dry: Awaited<ReturnType<typeof dryRunQuarantine>> | undefined
  const stall = await longestStall(async () => {
    dry = await dryRunQuarantine(open.ctx, request({ patch: bomb }), 1_000)
  })
  expect(stall).toBeLessThan(250)
  expect(dry).toMatchObject({ matched: count, complete: false })
  expect(dry!.wouldPass).toBeLessThan(count)
})

test(
  'records that are slow in the pipeline end with the time, and what was found is told',
  { timeout: 60_000 },
  async () => {
    await using open = await openRuns(limits)
    open.work()
    await runToEnd(
      open,
      readings(3_000, () => 'hot'),
    )
    const list = Array.from({ length: 400 }, (_, i) => i)
    const patch: PatchOperation[] = [
      { op: 'replace', path: '/cpu', value: 1 },
      { op: 'add', path: '/list', value: list },
    ]
    const filter = 'record.list.filter(a, record.list.exists_one(b, a + b < 0)).size() == 0'
    const recipes = { readings: { ...recipe, steps: [{ filter }] } }
    const dry = await dryRunQuarantine(open.ctx, request({ patch, recipes }), 3_000)
    expect(dry).toMatchObject({ matched: 3_000, complete: false })
    expect(dry.wouldPass).toBeLessThan(3_000)
    // The thread is free for others.
    expect(await dryRunQuarantine(open.ctx, request())).toMatchObject({ wouldPass: 0, complete: true })
  },
)

test('a replay takes as many as there is time to mend, and says that there are more', { timeout: 60_000 }, async () => {
  await using open = await openRuns(limits)
  open.work()
  await runToEnd(
    open,
    readings(2_000, () => 'hot'),
  )
  const first = await replay(open, { patch: bomb })
  expect(first.more).toBe(true)
  expect(first.claimed).toBeGreaterThan(0)
  const second = await replay(open, { patch: [{ op: 'replace', path: '/cpu', value: 1 }] })
  expect(first.claimed + second.claimed).toBe(2_000)
})
