import type { Catalog } from '@syndicate/catalog'
import { ProblemError, type NewUser, type User } from '@syndicate/contracts'
import type { Passwords } from '../passwords/passwords.ts'

/**
 * Adds a user; the one way for people to get in, by the API and by the command.
 * @throws ProblemError username-taken, weak-password
 */
export async function createUser(
  deps: { users: Pick<Catalog['users'], 'create'>; passwords: Pick<Passwords, 'hashNew'> },
  { username: written, password, role }: NewUser,
): Promise<User> {
  const username = written.trim()
  const passwordHash = await deps.passwords.hashNew(password, username)
  const { id, createdAt, created } = await deps.users.create({ username, role, passwordHash })
  if (!created) throw new ProblemError('username-taken', `There is a user ${username} already`)
  return { id, username, role, source: 'local', disabled: false, createdAt: createdAt.toISOString() }
}
