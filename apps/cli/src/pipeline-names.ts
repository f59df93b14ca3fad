import type { Client } from '@syndicate/client'
import type { Recipe } from '@syndicate/contracts'

/** The pipelines there are; none for a caller who may not know. */
export async function pipelineNames(client: Client, signal?: AbortSignal): Promise<string[]> {
  const answer = client.request<{ pipelines: Recipe[] }>('GET', '/api/pipelines', { signal })
  return answer.then(({ pipelines }) => pipelines.map(({ name }) => name)).catch(() => [])
}
