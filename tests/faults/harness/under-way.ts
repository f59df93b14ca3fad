import { vi } from 'vitest'
import type { Cluster } from './cluster.ts'

/** Resolves when a run of the dataset is in the middle: some of it has passed, and some has not. */
export async function underWay({ sql }: Cluster, dataset: string): Promise<void> {
  await vi.waitUntil(
    async () => {
      const rows = await sql`select from runs where dataset = ${dataset} and state = 'running' and chunks_valid > 1`
      return rows.length > 0
    },
    { timeout: 30_000, interval: 20 },
  )
}
