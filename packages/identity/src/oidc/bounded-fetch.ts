import type { CustomFetch } from 'openid-client'

/** More than any provider says at once, its keys and somebody's groups included. */
const mostBytes = 1024 * 1024

/** A provider could not be asked, or had no answer of use: nobody's fault who signs in. */
export class ProviderAway extends Error {
  override readonly name = 'ProviderAway'
}

/** Asks a provider: an answer is held to a size, and the caller's time counts for its body as well. */
export const boundedFetch: CustomFetch = async (url, options) => {
  let response: Response
  let body: Uint8Array<ArrayBuffer>
  try {
    response = await fetch(url, options as RequestInit)
    body = await readWhole(response)
  } catch (cause) {
    if (cause instanceof ProviderAway) throw cause
    throw new ProviderAway(`not reached: ${reasonOf(cause)}`, { cause })
  }
  if (response.status >= 500 || response.status === 429) throw new ProviderAway(`answered ${response.status}`)
  const { status, statusText, headers } = response
  return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers })
}

async function readWhole(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of response.body ?? []) {
    bytes += piece.byteLength
    // Leaving the loop gives the rest of the body up.
    if (bytes > mostBytes) throw new ProviderAway(`answered with more than ${mostBytes} bytes`)
    pieces.push(piece)
  }
  return new Uint8Array(Buffer.concat(pieces))
}

/** `fetch failed` says nothing; what it was caused by does. */
function reasonOf(thrown: unknown): string {
  const { message, cause } = thrown as Error
  return cause instanceof Error ? cause.message || message : message
}
