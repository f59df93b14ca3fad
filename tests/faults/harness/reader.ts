import { setTimeout as delay } from 'node:timers/promises'
import type { DatasetDetail } from '@syndicate/contracts'
import type { Cluster } from './cluster.ts'
import type { Load } from './load.ts'
import { checkPublished } from './published.ts'

export interface Reader {
  /** Answers it got: a dataset not there yet, or one read to its end. */
  readonly looks: number
  readonly violations: string[]
  stop(): Promise<void>
}

const everyMs = 100
const rereadMs = 500

/** Looks at a dataset again and again while things break: every version it sees has to be whole. */
export function startReader(cluster: Cluster, load: Load): Reader {
  const stopping = new AbortController()
  const violations: string[] = []
  let looks = 0
  let head = 0

  async function look(): Promise<void> {
    const url = cluster.urls[looks % cluster.urls.length]!
    const get = (path: string) =>
      fetch(new URL(`/api/registry/${load.dataset}${path}`, url), {
        headers: { cookie: cluster.user.cookie },
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(20_000)]),
      })
    const answer = await get('')
    if (answer.status === 404 && head === 0) return void (await answer.text(), looks++)
    if (!answer.ok) return void (await answer.text())
    const detail = (await answer.json()) as DatasetDetail
    if (detail.head < head) violations.push(`the head went back from ${head} to ${detail.head}`)
    looks++
    if (detail.head === head) return
    const records = await get(`/records?version=${detail.head}`)
    if (!records.ok || !records.body) return
    const reading = await checkPublished(records.body, (run) => load.specs.get(run))
    head = detail.head
    violations.push(...reading.violations.map((violation) => `version ${detail.head}: ${violation}`))
    if (reading.lines !== detail.records)
      violations.push(`version ${detail.head} says ${detail.records} records and has ${reading.lines}`)
    await delay(rereadMs, undefined, { signal: stopping.signal })
  }

  const looking = (async () => {
    while (!stopping.signal.aborted) {
      // What breaks on the way is the storm's doing; only what is read to its end counts.
      await look().catch(() => {})
      await delay(everyMs)
    }
  })()

  return {
    get looks() {
      return looks
    },
    violations,
    async stop() {
      stopping.abort()
      await looking
    },
  }
}
