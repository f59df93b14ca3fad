import { loadConfig } from '@syndicate/config'
import type { BenchContext } from '../benchmarks.ts'
import { openFeed } from '../client/open-feed.ts'
import { signIn } from '../client/sign-in.ts'
import { inputFile } from './input-file.ts'
import { peaksOf } from './peaks-of.ts'
import { checkedStages, publishFile } from './publish-file.ts'
import { reportRounds, type Round } from './report-rounds.ts'
import { startFloor } from './start-floor.ts'
import { usageOf } from '../machine/usage-of.ts'

const warmUpRecords = 50_000

/** One large input through all four stages, against a bare loop over the same bytes, in turns. */
export async function large({ stack, options, print }: BenchContext): Promise<object> {
  const { records, rounds: count, workers } = options
  const schema = loadConfig({ env: {} }).recipes['telemetry']?.schema as object
  const session = await signIn(stack.gatewayUrl)
  const feed = await openFeed(session)
  const floor = startFloor(workers, schema)
  const processes = stack.processes().toSorted((a, b) => a.name.localeCompare(b.name))
  const pids = processes.map(({ pid }) => pid)

  async function takeTurns(file: string, size: number): Promise<Round> {
    const bare = await usageOf(floor.pids, () => floor.run(file))
    if (bare.value !== size) throw new Error(`The floor found ${bare.value} of ${size} records valid`)
    const ours = await usageOf(pids, () => publishFile(session, feed, file))
    const { runId, uploadSeconds } = ours.value
    return { floor: bare, ours, uploadSeconds, stages: await checkedStages(session, runId, size) }
  }

  try {
    await takeTurns(await inputFile(warmUpRecords), warmUpRecords)
    const file = await inputFile(records)
    const rounds: Round[] = []
    while (rounds.length < count) rounds.push(await takeTurns(file, records))
    const names = processes.map(({ name }) => name)
    return reportRounds({ records, names, rounds, peaks: await peaksOf(stack), print })
  } finally {
    floor.stop()
    feed.close()
  }
}
