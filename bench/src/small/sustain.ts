import type { Feed } from '../client/open-feed.ts'
import { published } from '../client/published.ts'
import type { Session } from '../client/sign-in.ts'
import { startRecord } from '../client/start-record.ts'
import type { Options } from '../options.ts'
import { telemetryRecord } from '../telemetry-record.ts'

/**
 * Keeps `atOnce` starts under way for some seconds, then waits until all of them are published: accepting faster than
 * publishing gains nothing.
 * @returns published runs a second, from the first request to the last event
 */
export async function sustain(session: Session, feed: Feed, { atOnce, seconds }: Options): Promise<number> {
  const startedAt = performance.now()
  const ends: Promise<number>[] = []

  async function keepStarting(): Promise<void> {
    while (performance.now() - startedAt < seconds * 1000) {
      const { runId } = await startRecord(session, telemetryRecord(ends.length))
      ends.push(published(feed, runId))
    }
  }

  await Promise.all(Array.from({ length: atOnce }, keepStarting))
  const lastAt = Math.max(...(await Promise.all(ends)))
  return ends.length / ((lastAt - startedAt) / 1000)
}
