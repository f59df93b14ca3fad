import type { Feed } from './open-feed.ts'

/**
 * When a run was published, as `performance.now()` has it.
 * @throws Error when it ended in another way
 */
export async function published(feed: Feed, runId: string): Promise<number> {
  const { state, at } = await feed.end(runId)
  if (state !== 'published') throw new Error(`Run ${runId} ended ${state}`)
  return at
}
