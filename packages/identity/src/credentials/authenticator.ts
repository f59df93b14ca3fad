import type { Catalog, KeyHolder, Session } from '@syndicate/catalog'
import { ProblemError } from '@syndicate/contracts'
import type { KeyPrincipal, Principal, SessionPrincipal } from '../access/principal.ts'
import { parseKey, sameHash } from '../keys/api-key.ts'
import { addressKey } from '../limits/address-key.ts'
import { createLocalAttempts } from '../limits/attempts/local-attempts.ts'
import { networkRule, refuseFor } from '../limits/attempts/throttle.ts'
import type { Log } from '../log.ts'
import type { SessionClaims } from '../sessions/session-claims.ts'
import type { CredentialCache } from './credential-cache.ts'

export interface AuthenticatorDeps {
  sessions: CredentialCache<Session>
  keys: CredentialCache<KeyHolder>
  apiKeys: Pick<Catalog['apiKeys'], 'used'>
  log: Log
}

export type Authenticator = ReturnType<typeof createAuthenticator>

const minuteMs = 60_000
const maxNoted = 10_000

/** Finds out who somebody is, by the key or the session they show. */
export function createAuthenticator({ sessions, keys, apiKeys, log }: AuthenticatorDeps) {
  // Not shared: nobody guesses 256 bits, it is the look-ups that are spared.
  const badKeys = createLocalAttempts()
  const noted = new Map<string, number>()

  /** Off the way of the request, and at most once a minute. */
  function note(keyId: string): void {
    const now = Date.now()
    if (now - (noted.get(keyId) ?? 0) < minuteMs) return
    if (noted.size >= maxNoted) noted.clear()
    noted.set(keyId, now)
    apiKeys.used(keyId).catch((err: unknown) => log.debug({ err }, 'use of a key not noted'))
  }

  return {
    /**
     * @param address where the key comes from
     * @throws ProblemError invalid-key, too-many-requests
     */
    async byKey(text: string, address: string): Promise<KeyPrincipal> {
      const tries = [{ key: addressKey(address), rule: networkRule }]
      const parsed = parseKey(text)
      // A network that is refused still gets in with a key that was good a moment ago.
      if (!parsed || !keys.knows(parsed.id)) refuseFor(badKeys.pause(tries))
      const key = parsed && (await keys.find(parsed.id))
      if (!key || !sameHash(key.secretHash, parsed.secretHash)) {
        refuseFor(badKeys.begin(tries))
        throw new ProblemError('invalid-key')
      }
      note(parsed.id)
      const { userId, username, role, scopes, expiresAt } = key
      return { via: 'key', keyId: parsed.id, userId, username, role, scopes, expiresAt }
    },

    /** @throws ProblemError not-authenticated */
    async bySession({ sid, sub }: Pick<SessionClaims, 'sid' | 'sub'>): Promise<SessionPrincipal> {
      const session = await sessions.find(sid)
      if (!session || session.userId !== sub) throw new ProblemError('not-authenticated')
      return { ...session, via: 'session', sid }
    },

    /** Until when somebody identified before is still good, or null when no longer. */
    async lookAgain(principal: Principal): Promise<Date | null> {
      const found = await (principal.via === 'session' ? sessions.find(principal.sid) : keys.find(principal.keyId))
      return found?.expiresAt ?? null
    },
  }
}
