import { afterAll, describe, expect, test } from 'vitest'
import { createRandom, shuffled } from '../faults/harness/random.ts'
import { messagesOf, requestsOf, uploadOf, uploadsAtOnce } from './attacks.ts'
import { startBudgetedSystem } from './budgeted-system.ts'
import { complaintsAbout, costOf, type Attack, type Cost } from './cost-of.ts'
import { long, oneIn, seed, sizes } from './form.ts'
import { floods, grownInputs } from './grown-inputs.ts'
import { grownMessages } from './grown-messages.ts'
import { grownPipelines } from './grown-pipelines.ts'
import { budgeted, grownPatches, grownRequests } from './grown-requests.ts'
import { createReport } from './report.ts'

const minuteMs = 60_000
const MiB = 1024 * 1024
const tries = 3
const random = createRandom(seed)
const report = createReport()

const system = await startBudgetedSystem()
afterAll(() => system.stop())
const before = await system.process()
const { attacker } = system
let mostMemory = before.memory

/** Each is tried again while it costs too much: a busy machine makes everything dear now and then. */
async function complaintsOf(attack: Attack): Promise<string[]> {
  let complaints: string[] = []
  for (let time = 0; time < tries; time += 1) {
    const cost: Cost = await costOf(system, attack)
    complaints = complaintsAbout(attack, cost)
    mostMemory = Math.max(mostMemory, (await system.process()).memory)
    if (complaints.length > 0 && time < tries - 1) continue
    report.add(attack, cost, complaints)
    break
  }
  return complaints.map((complaint) => `${attack.what}, ${attack.bytes} bytes: ${complaint}`)
}

async function expectCheap(attacks: readonly Attack[]): Promise<void> {
  const found: string[] = []
  for (const attack of attacks) found.push(...(await complaintsOf(attack)))
  expect(found).toEqual([])
}

/** One in so many of each kind's, by the seed. */
function drawn<T>(all: readonly T[], each = oneIn): T[] {
  return shuffled(random, all).slice(0, Math.ceil(all.length / each))
}

const patience = { timeout: long ? 120 * minuteMs : 3 * minuteMs }

describe(`nothing of up to 64 KiB costs more than its share (SEED=${seed}):`, () => {
  const formats = Object.groupBy(grownInputs, ({ format }) => format)

  test.each(Object.entries(formats))('uploads as %s', patience, async (_format, inputs = []) => {
    await expectCheap(sizes.flatMap((size) => drawn(inputs).map((input) => uploadOf(attacker, input, size))))
  })

  test('uploads at once', patience, async () => {
    await expectCheap(Object.entries(floods).map(([what, inputs]) => uploadsAtOnce(attacker, what, inputs, 0)))
  })

  test('requests to every route', patience, async () => {
    const id = (await attacker.get<{ runs: { runId: string }[] }>('/api/runs?limit=1')).runs[0]!.runId
    await expectCheap(
      sizes.flatMap((size) =>
        budgeted.map((operation) => requestsOf(attacker, 'requests', grownRequests(operation, size, seed), id)),
      ),
    )
  })

  test('patches of refused records', patience, async () => {
    const run = await attacker.ingest({ pipeline: 'telemetry', format: 'ndjson' }, '{"cpu":"hot"}\n'.repeat(4_000))
    const attacks = sizes.flatMap((size) =>
      grownPatches(run.runId, size).map((request) => ({
        ...requestsOf(attacker, 'patches', [request], ''),
        what: request.what,
      })),
    )
    await expectCheap(long ? attacks : drawn(attacks, 2))
  })

  test('pipelines', patience, async () => {
    const attacks = sizes.flatMap((size) =>
      grownPipelines(size).map((request) => ({
        ...requestsOf(attacker, 'pipelines', [request], ''),
        what: request.what,
      })),
    )
    await expectCheap(long ? attacks : drawn(attacks, 2))
  })

  test('messages', patience, async () => {
    const attacks = sizes.flatMap((size) =>
      Object.entries(grownMessages).map(([what, make]) => messagesOf(attacker, what, make(size, attacker.csrf))),
    )
    await expectCheap(drawn(attacks))
  })
})

test('the gateway is the same process, and no larger than it may be', async () => {
  const after = await system.process()
  expect(after.startedAt).toBe(before.startedAt)
  // Its heap, and the threads that try what callers send; the compose file gives it as much.
  expect(mostMemory / MiB).toBeLessThan(600)
  if (long) report.print()
  console.log(`The gateway had ${Math.round(mostMemory / MiB)} MiB at most`)
})
