import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'

import type { Secrets } from './keyring.ts'

export type Csrf = ReturnType<typeof createCsrf>

/**
 * Signed double submit: the token is an HMAC over the session and a random part, so a token planted by a neighbouring
 * site, or taken from another session, does not verify.
 */
export function createCsrf(secrets: Secrets) {
  const [key, ...former] = secrets.map((secret) =>
    Buffer.from(hkdfSync('sha256', secret, '', 'syndicate csrf token', 32)),
  )

  function sign(key: Buffer, sid: string, random: string): Buffer {
    // Lengths first, so that no two pairs of session and random part read alike.
    return createHmac('sha256', key).update(`${sid.length}!${sid}!${random.length}!${random}`).digest()
  }

  return {
    issue(sid: string): string {
      const random = randomBytes(32).toString('hex')
      return `${sign(key!, sid, random).toString('hex')}.${random}`
    },

    verify(token: string | undefined, sid: string): boolean {
      const parts = /^([0-9a-f]{64})\.([0-9a-f]{64})$/.exec(token ?? '')
      if (!parts) return false
      const shown = Buffer.from(parts[1]!, 'hex')
      return [key!, ...former].some((each) => timingSafeEqual(shown, sign(each, sid, parts[2]!)))
    },
  }
}
