import type { Feed } from '../client/open-feed.ts'
import { published } from '../client/published.ts'
import type { Session } from '../client/sign-in.ts'
import { startRecord } from '../client/start-record.ts'
import type { Options } from '../options.ts'
import { telemetryRecord } from '../inputs/telemetry-record.ts'

export interface Sustained {
  runs: number
  /** Runs answered a second while there were starts. */
  acceptedPerSecond: number
  /** Runs published a second, from the first request to the last event. */
  publishedPerSecond: number
}

/**
 * Keeps `atOnce` starts under way for some seconds, then waits until all of them are published: accepting faster than
 * publishing gains nothing.
 */
export async function sustain(session: Session, feed: Feed, { atOnce, seconds }: Options): Promise<Sustained> {
  const startedAt = performance.now()
  const ends: Promise<number>[] = []

  async function keepStarting(): Promise<void> {
    while (performance.now() - startedAt < seconds * 1000) {
      const { runId } = await startRecord(session, telemetryRecord(ends.length))
      ends.push(published(feed, runId))
    }
  }

  await Promise.all(Array.from({ length: atOnce }, keepStarting))
  const perSecond = (until: number) => ends.length / ((until - startedAt) / 1000)
  const acceptedPerSecond = perSecond(performance.now())
  return { runs: ends.length, acceptedPerSecond, publishedPerSecond: perSecond(Math.max(...(await Promise.all(ends)))) }
}
