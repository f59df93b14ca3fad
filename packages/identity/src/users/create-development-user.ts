import type { Catalog } from '@syndicate/catalog'
import type { Passwords } from '../passwords/passwords.ts'

const developer = { username: 'trader1', password: 'password123' }

/** Outside production there is a user to begin with, where passwords are taken. @returns its name, or null for none */
export async function createDevelopmentUser(
  config: { nodeEnv: string; api: { auth: { oidc?: { localUsers: boolean } } } },
  users: Catalog['users'],
  passwords: Pick<Passwords, 'hash'>,
): Promise<string | null> {
  if (config.nodeEnv === 'production' || config.api.auth.oidc?.localUsers === false) return null
  const passwordHash = await passwords.hash(developer.password)
  await users.create({ username: developer.username, passwordHash, role: 'admin' })
  return developer.username
}
