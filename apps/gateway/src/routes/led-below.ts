import type { Config } from '@syndicate/config'
import { linksOf } from '@syndicate/contracts'

/** An answer about runs that were begun, whose links have the path of PUBLIC_URL. */
export function ledBelow<R extends { runId: string; dataset: string }, A extends { runs: R[] }>(
  answer: A,
  { api: { connectivity } }: Config,
): A {
  return { ...answer, runs: answer.runs.map((run) => ({ ...run, links: linksOf(run, connectivity.basePath) })) }
}
