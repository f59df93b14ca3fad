import { ProblemError } from '@syndicate/contracts'
import { createPlaces } from '@syndicate/timing'
import type { Sql } from '../connect.ts'
import { holding } from '../leader.ts'

/** Any constant: every process that settles runs must use the same. */
const settlingLock = 7_061_969
/** How long a run waits for those before it, in milliseconds: it holds a place that others could work at. */
const waitMs = 250
/** Connections, of ten, that may be held by it: one for each dataset whose runs are settled. */
const share = 0.4

/**
 * Work on the keys of a dataset, by one process at a time: what comes of it depends on what the one before has published.
 * Waits a moment for whoever is at it. Rejects with overloaded when that takes longer, and when the lock was lost.
 */
export function createAlone(sql: Sql, schema: string, poolSize = 10) {
  const refuse = () => new ProblemError('overloaded', 'Another run of the dataset is being settled')
  const places = createPlaces({ most: Math.max(1, Math.floor(poolSize * share)), mostEach: 1, waitMs, refuse })

  return <T>(dataset: string, work: (signal: AbortSignal) => Promise<T>, stopping?: AbortSignal): Promise<T> =>
    places.use(dataset, async () => {
      const done = await holding(sql, take, async (signal) => ({ given: await work(signal) }), stopping)
      if (!done) throw refuse()
      return done.given

      async function take(tx: Parameters<Parameters<typeof holding>[1]>[0]): Promise<boolean> {
        await tx`select set_config('lock_timeout', ${String(waitMs)}, true)`
        const [row] = await tx<{ alone: boolean }[]>`
          select pg_advisory_xact_lock(${settlingLock}, hashtext(${`${schema}/${dataset}`})) is not null as alone`
        return row!.alone
      }
    })
}
