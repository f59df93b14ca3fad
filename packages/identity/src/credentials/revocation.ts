import type { Broker } from '@syndicate/broker'
import type { KeyHolder, Session } from '@syndicate/catalog'
import type { Log } from '../log.ts'
import type { CredentialCache } from './credential-cache.ts'
import type { Dependents } from './dependents.ts'

export interface RevocationDeps {
  sessions: Pick<CredentialCache<Session>, 'forget'>
  keys: Pick<CredentialCache<KeyHolder>, 'forget'>
  dependents: Pick<Dependents, 'end'>
  signals: Broker['signals']
  log: Log
}

export type Revocation = ReturnType<typeof createRevocation>

/** Makes every gateway look afresh at sessions and keys, and end what goes on with them. What has changed is in the catalog already. */
export function createRevocation({ sessions, keys, dependents, signals, log }: RevocationDeps) {
  function apply(ids: readonly string[]): void {
    for (const id of ids) {
      sessions.forget(id)
      keys.forget(id)
      dependents.end(id)
    }
  }

  return {
    /** Here at once, elsewhere as fast as Redis; without it, the others see it within seconds. */
    async announce(ids: readonly string[]): Promise<void> {
      if (ids.length === 0) return
      apply(ids)
      await signals
        .send('session.revoked', ids.join(' '))
        .catch((err: unknown) => log.warn({ err }, 'revocation not signalled'))
    },

    /** Resolves when announcements of others are heard. @returns how to stop */
    listen: () => signals.on('session.revoked', (ids) => apply(ids.split(' '))),
  }
}
