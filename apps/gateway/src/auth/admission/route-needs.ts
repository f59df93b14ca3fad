import type { Need } from '@syndicate/contracts'

/** A route as the gateway serves it, with what it needs. */
export interface GuardedRoute {
  method: string
  url: string
  needs: Need
}
