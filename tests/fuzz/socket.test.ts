import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { openSocket } from '../acceptance/socket.ts'
import { corpus } from './corpus.ts'
import { frames, seed } from './form.ts'
import { startFuzzSystem } from './http/fuzz-system.ts'
import { fuzzFrames, type FuzzFrame } from './socket/fuzz-frame.ts'
import { createFrameCaller } from './socket/frame-caller.ts'

const minuteMs = 60_000
const atOnce = 10
const roundsOfAShare = 200
const mostFound = 20

const system = await startFuzzSystem()
afterAll(() => system.stop())
const caller = createFrameCaller(system, atOnce)
afterAll(() => caller.close())
const before = await system.health()
const bystander = await openSocket(system.root)
await bystander.subscribe(['telemetry.live'])

test.each(corpus<FuzzFrame[]>('frames'))('$name is answered as documented', async ({ input }) => {
  expect(await caller.say(input)).toEqual([])
})

test(
  `${frames} frames are answered, or the socket is closed with a reason (SEED=${seed})`,
  { timeout: 60 * minuteMs },
  async () => {
    const found = new Map<string, FuzzFrame[]>()
    const conversation = fc.array(fuzzFrames, { minLength: 4, maxLength: 4 }).map((all) => all.flat())
    const conversations = fc.array(conversation, {
      minLength: atOnce,
      maxLength: atOnce,
      size: 'max',
    })
    const property = fc.asyncProperty(conversations, async (all) => {
      await Promise.all(
        all.map(async (conversation) => {
          for (const complaint of await caller.say(conversation)) found.set(complaint, conversation)
        }),
      )
    })
    const rounds = Math.ceil(frames / (atOnce * 4))
    for (let done = 0; done < rounds && found.size < mostFound; done += roundsOfAShare) {
      await fc.assert(property, { seed: seed + done, numRuns: Math.min(roundsOfAShare, rounds - done) })
    }
    expect([...found].map(([complaint, conversation]) => `${complaint}: ${JSON.stringify(conversation)}`)).toEqual([])
    console.log(`frames were answered: ${[...caller.tally].map(([what, count]) => `${what} ×${count}`).join(', ')}`)
  },
)

test(
  'another socket hears what it asked for all the while, and the process is the same',
  { timeout: minuteMs },
  async () => {
    const started = await system.root.start({
      dataType: 'TELEMETRY',
      payload: { cpu: 1, mem: 1, timestamp: '2026-01-02T03:04:05Z' },
    })
    const { runId } = (await started.json()) as { runId: string }
    await bystander.until(() =>
      bystander.events('telemetry.live').some(({ data }) => 'runId' in data && data.runId === runId),
    )
    expect(bystander.isOpen()).toBe(true)
    expect(bystander.all('GAP')).toEqual([])
    expect((await system.health()).startedAt).toBe(before.startedAt)
  },
)

test('the books of every run that came of it balance', { timeout: 10 * minuteMs }, async () => {
  expect(await system.balancedRuns(10 * minuteMs)).toBeGreaterThan(0)
})
