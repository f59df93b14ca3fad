import type { Client } from '@syndicate/client'

/** The pipelines there are; none for a caller who may not know. */
export async function pipelineNames(client: Client, signal?: AbortSignal): Promise<string[]> {
  const answer = client.request('GET /api/pipelines', { signal })
  return answer.then(({ pipelines }) => pipelines.map(({ name }) => name)).catch(() => [])
}
