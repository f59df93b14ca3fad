import { client, isClientError } from './client.ts'

export interface Dependency {
  name: string
  state: 'up' | 'down'
  ms: number
}

/** Whether what the gateway depends on answers. A gateway that says no is an answer as well. */
export async function askReadiness(signal?: AbortSignal): Promise<Dependency[]> {
  const response = await client.raw('GET', '/ready', { ...(signal && { signal }) }).catch((error: unknown) => {
    if (isClientError(error) && error.status === 503) return null
    throw error
  })
  if (!response) return []
  const { dependencies } = (await response.json()) as { dependencies: Dependency[] }
  return dependencies
}
