import { createHash } from 'node:crypto'
import type { Catalog, UserSecrets } from '@syndicate/catalog'
import { nameKey, ProblemError } from '@syndicate/contracts'
import { addressKey } from '../limits/address-key.ts'
import { networkRule, passwordRule, type Throttle } from '../limits/attempts/throttle.ts'
import type { Log } from '../log.ts'
import type { Passwords } from '../passwords/passwords.ts'

export interface SignInDeps {
  users: Pick<Catalog['users'], 'byName' | 'rehash'>
  passwords: Pick<Passwords, 'matches' | 'isOutdated' | 'hash'>
  throttle: Pick<Throttle, 'begin'>
  log: Log
}

export interface Credentials {
  username: string
  password: string
  address: string
  /** Of a device that this account knows. */
  deviceId: string | null
}

/**
 * Who these credentials belong to. An unknown user, a disabled one and a wrong password go the same way: counted,
 * looked up, hashed once.
 * @param onFound told of a name that somebody has, whatever comes of it
 * @throws ProblemError wrong-credentials, too-many-requests, unavailable
 */
export async function signIn(
  deps: SignInDeps,
  credentials: Credentials,
  onFound: (username: string) => void = () => {},
): Promise<UserSecrets> {
  const { users, passwords, throttle, log } = deps
  const { username, password, address, deviceId } = credentials
  // A device that the account knows has its tries to itself: neither strangers nor neighbours use them up.
  const strange = [
    { key: `account:${shortHash(nameKey(username))}`, rule: passwordRule },
    { key: `network:${addressKey(address)}`, rule: networkRule },
  ]
  const attempt = await throttle.begin(
    deviceId === null ? strange : [{ key: `device:${deviceId}`, rule: passwordRule }],
  )
  let user: UserSecrets | null
  let right: boolean
  try {
    user = await users.byName(username)
    if (user) onFound(user.username)
    right = await passwords.matches(user?.passwordHash, password)
  } catch (error) {
    attempt.undo()
    throw error
  }
  // Nobody knows the password of who comes from a provider; all the same it is no way in.
  if (!right || !user || user.disabled || user.source !== 'local') throw new ProblemError('wrong-credentials')
  attempt.undo()
  if (passwords.isOutdated(user.passwordHash)) {
    // Not awaited: whoever signs in need not wait for a second hash.
    renewHash(deps, user, password).catch((err: unknown) => log.warn({ err }, 'password not hashed anew'))
  }
  return user
}

async function renewHash({ users, passwords }: SignInDeps, user: UserSecrets, password: string): Promise<void> {
  await users.rehash(user.id, user.passwordHash, await passwords.hash(password))
}

/** A name may be of any length and script; a key in Redis need not be. */
function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}
