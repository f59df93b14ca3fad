import type { Client } from '@syndicate/client'
import type { PipelineAtVersion } from '@syndicate/contracts'

/** Some pipelines, each whole, as they are now: a request for each. */
export async function takeDefinitions(client: Client, names: readonly string[]): Promise<PipelineAtVersion[]> {
  const taken: PipelineAtVersion[] = []
  for (const name of new Set(names))
    taken.push(await client.request('GET /api/pipelines/:name', { params: { name }, query: { limit: 1 } }))
  return taken
}
