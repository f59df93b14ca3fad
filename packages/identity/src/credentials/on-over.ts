import { credentialOf, type Principal } from '../access/principal.ts'
import type { Authenticator } from './authenticator.ts'
import type { Dependents } from './dependents.ts'
import { watchCredential } from './watch-credential.ts'

export interface OnOverDeps {
  authenticator: Pick<Authenticator, 'lookAgain'>
  dependents: Pick<Dependents, 'add'>
}

/**
 * Tells when somebody is let in no longer: with the revocation of their session or key, and by looking from time to time,
 * in case that was not heard. @returns how not to be told any more
 */
export function onOver(
  { authenticator, dependents }: OnOverDeps,
  principal: Principal,
  end: () => void,
  onError: (error: unknown) => void,
): () => void {
  const stops = [
    dependents.add(credentialOf(principal), end),
    watchCredential({ look: () => authenticator.lookAgain(principal), onEnd: end, onError }),
  ]
  return () => stops.forEach((stop) => stop())
}
