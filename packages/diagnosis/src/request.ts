import type { Config } from '@syndicate/config'
import type { Finding } from '@syndicate/contracts'
import { ok, warning, wrong } from './finding.ts'
import { isLoopback } from './loopback.ts'

/** How somebody came to a gateway, as far as it believes what proxies say. */
export interface Arrival {
  protocol: string
  /** Without port. */
  hostname: string
  /** Of the caller. */
  address: string
  /** Who has sent `X-Forwarded-For` without being trusted to. */
  untrustedProxies: readonly string[]
}

/** What the way of a request tells of proxies, TLS and addresses. */
export function judgeArrival(arrival: Arrival, { alerts }: Config): Finding[] {
  return [proxiesOf(arrival), ...transportOf(arrival), ...publicUrlOf(arrival, alerts.publicUrl)]
}

function proxiesOf({ untrustedProxies }: Arrival): Finding {
  const code = 'proxies'
  if (untrustedProxies.length === 0) return ok(code, 'no proxy is before this gateway that it does not know')
  const named = untrustedProxies.join(', ')
  return warning(
    code,
    `X-Forwarded-For comes from ${named}, which is not trusted: all who come that way have one address to limits and audit trail`,
    `If that is a proxy of yours, name it in api.connectivity.trustProxy: [${named}]`,
  )
}

function transportOf({ protocol, hostname, address }: Arrival): Finding[] {
  if (protocol === 'https') return [ok('transport', 'this request came over HTTPS')]
  // A port of this machine that leads into a container comes from the bridge's address.
  if (isLoopback(address) || isLoopback(hostname)) return []
  const what = `This request came from ${address} over plain HTTP: keys, passwords and data can be read on the way`
  return [
    wrong('transport', what, 'Put a proxy with TLS before the gateway, and name it in api.connectivity.trustProxy'),
  ]
}

function publicUrlOf({ protocol, hostname, address }: Arrival, publicUrl: string | undefined): Finding[] {
  if (publicUrl === undefined || isLoopback(address) || isLoopback(hostname)) return []
  const { hostname: said, protocol: saidProtocol } = new URL(publicUrl)
  if (said === hostname && saidProtocol === `${protocol}:`) return []
  const what = `PUBLIC_URL is ${publicUrl}, and this request came to ${protocol}://${hostname}`
  return [warning('public-url', what, 'Set it to the address people use: links in alerts lead there')]
}
