import { createHash } from 'node:crypto'

/** The secrets that tokens may be signed with, the one that signs first; the others verify while they are being replaced. */
export type Secrets = readonly [string, ...string[]]

/** Finds a secret by the name that tokens give it. */
export function createKeyring(secrets: Secrets) {
  const byKid = new Map(secrets.map((secret) => [kidOf(secret), secret]))
  return {
    signing: { kid: kidOf(secrets[0]), secret: secrets[0] },
    /** @param kid as a token says, which nobody has verified yet */
    find: (kid: unknown): string | undefined => (typeof kid === 'string' ? byKid.get(kid) : undefined),
  }
}

/** Names a secret without telling it: enough of a hash to tell two apart, too little to find it by. */
function kidOf(secret: string): string {
  return createHash('sha256').update(`syndicate kid ${secret}`).digest('base64url').slice(0, 8)
}
