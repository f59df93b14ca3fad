import { hash, verify } from '@node-rs/argon2'
import { createBoundedGate } from './bounded-gate.ts'
import { checkPassword, refuseOversized } from './check-password.ts'

/** argon2id with 7 MiB and five passes: one of the settings OWASP calls equal, the fastest of them and the smallest. */
const parameters = { memoryCost: 7_168, timeCost: 5, parallelism: 1 }
const prefix = `$argon2id$v=19$m=${parameters.memoryCost},t=${parameters.timeCost},p=${parameters.parallelism}$`

/** What an unknown user's password is held against, so that the answer takes as long. Hash of a random value, same parameters. */
const nobodysHash = `${prefix}xHIrLlZ25//YdWlgimoIpw$JaTou3QhmNzmeYjLS49cPCPflT6jhsPb3dODj/XFDbg`

export type Passwords = ReturnType<typeof createPasswords>

/**
 * Hashing is bounded, because each hash takes a thread that files and compression need too.
 * @throws ProblemError unavailable when too many wait
 */
export function createPasswords(options: { maxHashing: number }) {
  const pass = createBoundedGate({ atOnce: options.maxHashing, waiting: 32 })
  return {
    hash: (password: string): Promise<string> => pass(() => hash(password, parameters)),

    /** @throws ProblemError weak-password, validation-failed */
    async hashNew(password: string, username: string): Promise<string> {
      await checkPassword(password, username)
      return pass(() => hash(password, parameters))
    },

    /**
     * @param storedHash PHC string, or undefined for a user who does not exist: as slow, and never right
     * @throws ProblemError validation-failed for one that is too long to be hashed
     */
    async matches(storedHash: string | undefined, password: string): Promise<boolean> {
      refuseOversized(password)
      const right = await pass(() => verify(storedHash ?? nobodysHash, password))
      return right && storedHash !== undefined
    },

    /** Whether a hash was made with other parameters than hashes are made with now. */
    isOutdated: (storedHash: string): boolean => !storedHash.startsWith(prefix),
  }
}
