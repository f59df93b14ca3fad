import type { Right } from '@syndicate/contracts'

/** What a route needs: nobody in particular, anybody known, somebody signed in (a key is not enough), or a right. */
export type Need = 'nothing' | 'known' | 'session' | Right

/** Where a route says which dataset it is about. One that says nowhere is closed to keys that may read some only. */
export type DatasetIn = 'path' | 'query' | 'topic' | 'run'

/** A route as the gateway serves it, with what it needs. */
export interface GuardedRoute {
  method: string
  url: string
  needs: Need
}
