import type { BenchContext } from '../benchmarks.ts'
import { bytesOfRecord, recordsLike, type Input } from '../inputs/input.ts'
import { inputFile } from '../inputs/input-file.ts'
import { telemetry } from '../inputs/telemetry.ts'
import { openFeed } from '../client/open-feed.ts'
import { signIn } from '../client/sign-in.ts'
import { startFloor } from './floor/start-floor.ts'
import { openPeers } from './peers/open-peers.ts'
import { peaksOf } from './peaks-of.ts'
import { reportRounds, type Round } from './report-rounds.ts'
import { takeTurns, type Contest } from './take-turns.ts'

const telemetryBytes = bytesOfRecord(telemetry)
const warmUpBytes = 50_000 * telemetryBytes

/** Large inputs through all four stages, each against a bare loop over the same bytes and against peers, in turns. */
export async function large(context: BenchContext): Promise<object> {
  const figures: Record<string, object> = {}
  for (const input of context.options.inputs) figures[input.name] = await measure(context, input)
  return figures
}

async function measure({ stack, options, print, folder }: BenchContext, input: Input): Promise<object> {
  const { rounds: count, workers } = options
  const records = recordsLike(options.records * telemetryBytes, input)
  const session = await signIn(stack.gatewayUrl)
  const processes = stack.processes().toSorted((a, b) => a.name.localeCompare(b.name))
  const contest: Contest = {
    input,
    session,
    feed: await openFeed(session),
    pids: processes.map(({ pid }) => pid),
    floor: startFloor(workers, input),
    peers: options.peers && input === telemetry ? await openPeers({ stack, workers, folder }) : {},
  }
  try {
    const warmUp = recordsLike(warmUpBytes, input)
    await takeTurns(contest, await inputFile(input, warmUp), warmUp)
    const file = await inputFile(input, records)
    const rounds: Round[] = []
    while (rounds.length < count) rounds.push(await takeTurns(contest, file, records))
    const names = processes.map(({ name }) => name)
    return reportRounds({ input, records, names, rounds, peaks: await peaksOf(stack), print })
  } finally {
    contest.floor.stop()
    contest.feed.close()
    for (const peer of Object.values(contest.peers)) await peer.stop()
  }
}
