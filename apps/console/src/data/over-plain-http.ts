import { client } from './client.ts'

/**
 * Whether a session begun here would be lost: this page came over plain HTTP from another machine, and the server's cookies are for
 * HTTPS. Where nobody answers it is taken for so, which is how servers are set unless somebody says otherwise.
 */
export async function losesSessions(signal?: AbortSignal): Promise<boolean> {
  // The browser takes its own machine, and whatever came over HTTPS, for safe.
  if (isSecureContext) return false
  try {
    return (await client.request('GET /health', { signal })).sessions === 'https'
  } catch {
    return !signal?.aborted
  }
}
