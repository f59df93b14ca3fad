import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { corpus } from './corpus.ts'
import { long, requests, seed } from './form.ts'
import { createCaller } from './http/fuzz-caller.ts'
import { fuzzed, fuzzRequest, type FuzzRequest } from './http/fuzz-request.ts'
import { startFuzzSystem } from './http/fuzz-system.ts'
import { report } from './report.ts'

const MiB = 1024 * 1024
const atOnce = 24
/** Requests of one draw, and draws of one seed. */
const perDraw = 240
const drawsOfASeed = 50
/** Then there is enough to mend. */
const mostFound = 30
const minuteMs = 60_000
/** What the gateway may have in memory while requests come: as much as the compose file gives it. And when it has come to rest. In bytes. */
const mostUnderLoad = 600 * MiB
const mostAtRest = 500 * MiB

const system = await startFuzzSystem()
afterAll(() => system.stop())
const caller = createCaller(system, atOnce)
afterAll(() => caller.close())
const before = await system.health()
let mostBytes = before.rssBytes

test.each(corpus<FuzzRequest>('requests'))('$name is answered as documented', async ({ input }) => {
  expect(await caller.call(input)).toEqual([])
})

test(`${requests} requests are answered as documented (SEED=${seed})`, { timeout: 180 * minuteMs }, async () => {
  const found = new Map<string, { complaint: string; request: FuzzRequest }>()
  let made = 0
  const many = fc.array(fuzzRequest, { minLength: perDraw, maxLength: perDraw, size: 'max' })
  // Each request stands for itself, so there is nothing to shrink: all that is found is told, once of each kind.
  const property = fc.asyncProperty(many, async (all) => {
    const left = all.values()
    const work = async () => {
      for (const request of left) {
        made += 1
        for (const complaint of await caller.call(request))
          found.set(complaint.replaceAll(/\d+|"[^"]*"/g, '…'), { complaint, request })
      }
    }
    await Promise.all([...Array.from({ length: atOnce }, work), look()])
  })
  const look = async () => void (mostBytes = Math.max(mostBytes, (await system.health()).rssBytes))
  const draws = Math.ceil(requests / perDraw)
  for (let done = 0; done < draws && found.size < mostFound; done += drawsOfASeed) {
    await fc.assert(property, { seed: seed + done, numRuns: Math.min(drawsOfASeed, draws - done) })
    if (long)
      console.log(`${made} requests, ${found.size} kinds of complaints, ${Math.round(mostBytes / MiB)} MiB at most`)
  }
  const told = [...found.values()].map(({ complaint, request }) => `${complaint}: ${JSON.stringify(request)}`)
  expect(told).toEqual([])
  expect(made).toBeGreaterThanOrEqual(requests)
  expect(mostBytes).toBeLessThan(mostUnderLoad)
})

test('every route was asked, and nothing it may not answer with came', () => {
  const asked = [...caller.tally.keys()]
  expect(fuzzed.map(({ name }) => name).filter((name) => !asked.includes(name))).toEqual([])
  const statuses = [...caller.tally.values()].flatMap((each) => [...each.keys()])
  expect(statuses.filter((status) => status !== 'none' && status >= 500)).toEqual([])
})

test('the books of every run that came of it balance', { timeout: 30 * minuteMs }, async () => {
  expect(await system.balancedRuns(30 * minuteMs)).toBeGreaterThan(0)
})

test('the gateway is the same process, and no larger than it may be', { timeout: 2 * minuteMs }, async () => {
  await expect
    .poll(async () => (await system.health()).rssBytes, { timeout: minuteMs, interval: 1000 })
    .toBeLessThan(mostAtRest)
  const after = await system.health()
  expect(after.startedAt).toBe(before.startedAt)
  if (long) report(caller, { before: before.rssBytes, most: mostBytes, after: after.rssBytes })
})
