import type { App } from '../app-type.ts'

/** Addresses that are named; anybody can send the header, from as many as they have. */
const mostNamed = 20

/**
 * Says in the log, once for each address, that `X-Forwarded-For` came from one that is not trusted to send it: behind a proxy
 * that nobody told us of, all callers are one to limits and audit trail.
 * @returns those addresses, as they become known
 */
export function noteUntrustedProxies(app: App): ReadonlySet<string> {
  const named = new Set<string>()
  app.addHook('onRequest', async (request) => {
    if (request.headers['x-forwarded-for'] === undefined || named.size >= mostNamed) return
    // Of a trusted one there is more than its own address.
    if ((request.ips?.length ?? 1) > 1 || named.has(request.ip)) return
    named.add(request.ip)
    request.log.warn(
      { address: request.ip },
      `X-Forwarded-For comes from ${request.ip}, which is not in api.connectivity.trustProxy: it is not believed, and all who come that way have this address`,
    )
  })
  return named
}
