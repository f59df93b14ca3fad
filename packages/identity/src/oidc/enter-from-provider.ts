import { randomBytes } from 'node:crypto'
import type { Catalog, UserSecrets } from '@syndicate/catalog'
import { ProblemError, type Role } from '@syndicate/contracts'
import type { Passwords } from '../passwords/passwords.ts'
import { hasAllowedEmail, nameOf, roleOf, type ClaimRules } from './claims.ts'
import type { Vouched } from './create-provider.ts'

export interface EnterDeps {
  users: Pick<Catalog['users'], 'bySubject' | 'provision' | 'change'>
  sessions: Pick<Catalog['sessions'], 'revokeAll'>
  passwords: Pick<Passwords, 'hash'>
  /** Told of sessions and keys that are to be looked at afresh. */
  announce: (known: readonly string[]) => Promise<void>
}

export interface Entered {
  user: UserSecrets
  /** What came of it besides signing in. */
  became: 'added' | 'of another role' | 'as before'
}

/** A name that is taken gets a number; then something that nobody has. */
const numbered = 9

/**
 * The user that somebody from a provider is here: found by issuer and subject, never by a name or an address, and added where
 * there is none. Where roles come from the provider, theirs follows it, also of the last administrator; it ends their other sessions.
 * Who is known here and refused for their role or address has no session any more.
 * @param onFound told of who it is, whatever comes of it
 * @throws ProblemError user-disabled, email-refused, role-missing
 */
export async function enterFromProvider(
  deps: EnterDeps,
  { issuer, subject, claims }: Vouched,
  rules: ClaimRules,
  onFound: (username: string) => void = () => {},
): Promise<Entered> {
  const { users, sessions, announce } = deps
  const found = await users.bySubject({ issuer, subject })
  if (found) onFound(found.username)
  if (found?.disabled) throw new ProblemError('user-disabled', 'Ask an administrator')
  const role = roleOf(claims, rules)
  const refusal = !hasAllowedEmail(claims, rules) ? 'email-refused' : role === null ? 'role-missing' : null
  if (role === null || refusal) {
    if (found) await announce(await sessions.revokeAll(found.id))
    throw new ProblemError(refusal ?? 'role-missing', 'Ask whoever runs this service')
  }
  if (!found) return add(deps, { issuer, subject }, nameOf(claims, rules), role)
  if (rules.roleClaim === undefined || found.role === role) return { user: found, became: 'as before' }
  const { known } = await users.change(found.id, { role, evenLast: true })
  await announce(known)
  return { user: { ...found, role }, became: 'of another role' }
}

async function add(
  { users, passwords }: EnterDeps,
  who: { issuer: string; subject: string },
  name: string,
  role: Role,
): Promise<Entered> {
  // Of a password that nobody knows, this function included.
  const passwordHash = await passwords.hash(randomBytes(32).toString('base64'))
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : `-${number <= numbered ? number : randomBytes(4).toString('hex')}`
    const user = await users.provision({ ...who, username: name + suffix, role, passwordHash })
    if (user) return { user, became: 'added' }
    // Or they came twice at once.
    const present = await users.bySubject(who)
    if (present) return { user: present, became: 'as before' }
  }
}
