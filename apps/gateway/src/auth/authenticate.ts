import type { Catalog, KeyHolder, Session } from '@syndicate/catalog'
import { ProblemError } from '@syndicate/contracts'
import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import { parseKey, sameHash } from './api-key.ts'
import type { CredentialCache } from './credential-cache.ts'
import { createLocalAttempts } from './local-attempts.ts'
import { addressKey } from '../limits/address-key.ts'
import type { KeyPrincipal, Principal, SessionPrincipal } from './principal.ts'
import type { SessionTokens } from './session-token.ts'
import { networkRule, refuseFor } from './throttle.ts'

export interface AuthenticatorDeps {
  tokens: SessionTokens
  sessions: CredentialCache<Session>
  keys: CredentialCache<KeyHolder>
  apiKeys: Pick<Catalog['apiKeys'], 'used'>
  log: FastifyBaseLogger
}

export type Authenticator = ReturnType<typeof createAuthenticator>

const minuteMs = 60_000
const maxNoted = 10_000

/** Finds out who a request comes from, by the key or the session it shows. */
export function createAuthenticator({ tokens, sessions, keys, apiKeys, log }: AuthenticatorDeps) {
  // Not shared: nobody guesses 256 bits, it is the look-ups that are spared.
  const badKeys = createLocalAttempts()
  const noted = new Map<string, number>()

  /** @throws ProblemError invalid-key, too-many-requests */
  async function byKey(request: FastifyRequest, text: string): Promise<KeyPrincipal> {
    const tries = [{ key: addressKey(request.ip), rule: networkRule }]
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
  }

  /** @throws ProblemError not-authenticated */
  async function bySession(request: FastifyRequest): Promise<SessionPrincipal> {
    const { sid, sub } = await tokens.read(request)
    const session = await sessions.find(sid)
    if (!session || session.userId !== sub) throw new ProblemError('not-authenticated')
    return { ...session, via: 'session', sid }
  }

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
     * A key that is shown counts, whatever cookie comes with it.
     * @throws ProblemError not-authenticated, invalid-key, too-many-requests
     */
    identify(request: FastifyRequest): Promise<Principal> {
      const key = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
      return key === undefined ? bySession(request) : byKey(request, key)
    },

    /** Until when somebody identified before is still good, or null when no longer. */
    async lookAgain(principal: Principal): Promise<Date | null> {
      const found = await (principal.via === 'session' ? sessions.find(principal.sid) : keys.find(principal.keyId))
      return found?.expiresAt ?? null
    },
  }
}
