import { isIP } from 'node:net'
import type { Catalog } from '@syndicate/catalog'
import {
  mostDestinations,
  newId,
  ProblemError,
  type MadeAlertDestination,
  type NewAlertDestination,
} from '@syndicate/contracts'
import { newSecret } from '../channels/sign.ts'
import type { Guard } from '../network/guard.ts'
import { seal, type Route } from './seal.ts'

/** What a destination is made with. */
export interface DestinationDeps {
  destinations: Catalog['alerts']['destinations']
  guard: Guard
  sealKey: string
  /** Whether there is a server that takes mail. */
  hasMail: boolean
}

/**
 * Keeps a destination, sealed.
 * Throws address-refused for what is seen to be wrong before anything is sent, name-taken, too-many-alerts.
 */
export async function createDestination(
  deps: DestinationDeps,
  wanted: NewAlertDestination,
): Promise<MadeAlertDestination> {
  const id = newId()
  const { name, kind } = wanted
  const route = routeOf(deps, wanted)
  const address = 'url' in route ? `${new URL(route.url).origin}/…` : route.to.join(', ')
  const made = await deps.destinations.add({
    id,
    name,
    kind,
    address,
    sealed: seal(deps.sealKey, id, route),
    most: mostDestinations,
  })
  return { ...made, ...('url' in route && route.secret !== undefined && { secret: route.secret }) }
}

function routeOf({ guard, hasMail }: DestinationDeps, wanted: NewAlertDestination): Route {
  if (wanted.kind === 'email') {
    if (!hasMail) throw new ProblemError('address-refused', 'This server sends no mail: SMTP_URL is not set')
    return { to: wanted.to }
  }
  const { url, kind } = wanted
  const refuse = (why: string) => new ProblemError('address-refused', why)
  if (!URL.canParse(url)) throw refuse('The URL cannot be read')
  const { protocol, hostname, port, username, password } = new URL(url)
  if (username || password) throw refuse('The URL has a user or a password in it; webhooks are signed instead')
  const host = hostname.replace(/^\[|\]$/g, '')
  const number = Number(port || (protocol === 'https:' ? 443 : 80))
  // A name is looked up when something is sent, and each time.
  const refusal = isIP(host) ? guard.refusal(host, number) : undefined
  if (refusal !== undefined) throw refuse(refusal)
  return { url, ...(kind === 'webhook' && { secret: newSecret() }) }
}
