import type { AnswerTo } from '@syndicate/contracts'
import { client, isClientError } from './client.ts'

type Readiness = AnswerTo<'GET /ready'>

/** Whether what the gateway depends on answers. A gateway that says no is an answer as well. */
export async function askReadiness(signal?: AbortSignal): Promise<Readiness['dependencies']> {
  const response = await client.raw('GET /ready', { signal }).catch((error: unknown) => {
    if (isClientError(error) && error.status === 503) return null
    throw error
  })
  if (!response) return []
  return ((await response.json()) as Readiness).dependencies
}
