import { hash, verify } from '@node-rs/argon2'
import { createBoundedGate } from './bounded-gate.ts'

/** argon2id with 12 MiB and three passes: as strong as OWASP's other settings, and the fastest of them measured. */
const parameters = { memoryCost: 12_288, timeCost: 3, parallelism: 1 }

/** What an unknown user's password is held against, so that the answer takes as long. Hash of a random value, same parameters. */
const nobodysHash = '$argon2id$v=19$m=12288,t=3,p=1$WwmhW4KAaVdFTK/b61PB3w$0XP0Zq+Fcvjyh1qyHwD00Rdkf9ny07xDU3inOr8Rcyw'

export type Passwords = ReturnType<typeof createPasswords>

/**
 * Hashing is bounded, because each hash takes a thread that files and compression need too.
 * @throws ProblemError unavailable when too many wait
 */
export function createPasswords(options: { maxHashing: number }) {
  const pass = createBoundedGate({ atOnce: options.maxHashing, waiting: 32 })
  return {
    hash: (password: string): Promise<string> => pass(() => hash(password, parameters)),
    /** @param storedHash PHC string, or undefined for a user who does not exist: as slow, and never right */
    async matches(storedHash: string | undefined, password: string): Promise<boolean> {
      const right = await pass(() => verify(storedHash ?? nobodysHash, password))
      return right && storedHash !== undefined
    },
  }
}
