import { createReadStream } from 'node:fs'
import type { Feed } from '../client/open-feed.ts'
import type { Session } from '../client/sign-in.ts'
import type { Input } from '../inputs/input.ts'
import { usageOf, type Usage } from '../machine/usage-of.ts'
import type { Floor } from './floor/start-floor.ts'
import type { Peer } from './peers/peer.ts'
import { checkedStages, publishInput } from './publish-input.ts'
import type { Round } from './report-rounds.ts'

/** Who takes part, and with what. */
export interface Contest {
  input: Input
  session: Session
  feed: Feed
  /** Of our system. */
  pids: number[]
  floor: Floor
  peers: Record<string, Peer>
}

/**
 * The same file for everybody, one after the other.
 * @throws Error when somebody did not store exactly these records
 */
export async function takeTurns(contest: Contest, file: string, records: number): Promise<Round> {
  const { input, session, feed, floor } = contest
  const bare = await usageOf(floor.pids, () => floor.run(file))
  if (bare.value !== records) throw new Error(`The floor found ${bare.value} of ${records} records valid`)
  const body = createReadStream(file, { highWaterMark: 1 << 20 })
  const ours = await usageOf(contest.pids, () => publishInput(session, feed, input, body))
  const { runId, uploadSeconds } = ours.value
  const stages = await checkedStages(session, runId, records)
  const peers: Record<string, Usage> = {}
  for (const [name, peer] of Object.entries(contest.peers)) peers[name] = await peerTurn(name, peer, file, records)
  return { floor: bare, ours, uploadSeconds, stages, peers }
}

async function peerTurn(name: string, peer: Peer, file: string, records: number): Promise<Usage> {
  const usage = await usageOf(peer.pids, () => peer.run(file))
  const stored = await peer.takeAway()
  if (usage.value === records && stored === records) return usage
  throw new Error(`${name} found ${usage.value} and stored ${stored} of ${records} records`)
}
