import { ClientError } from '@syndicate/client'

/** Where the server does not say how long. */
const leastWaitSeconds = 5

/**
 * Whether pages are refused for being too many, and for how long. A script that is refused does not say why; the page's own address,
 * which counts as one of its kind, does. Rejects when the server cannot be reached.
 */
export async function pageRefusal(signal: AbortSignal): Promise<ClientError | null> {
  const { status, headers } = await fetch(location.pathname, { method: 'HEAD', cache: 'no-store', signal })
  if (status !== 429) return null
  return new ClientError({
    code: 'http',
    status,
    retryAfterSeconds: Number(headers.get('retry-after')) || leastWaitSeconds,
  })
}
