import type { Client } from '@syndicate/client'
import type { User } from '@syndicate/contracts'
import { CliError } from '../cli-error.ts'
import { nearestName } from '../nearest-name.ts'
import { takePages } from '../pages.ts'

export function listUsers(client: Client, limit = Number.POSITIVE_INFINITY): Promise<User[]> {
  return takePages(client, 'GET /api/users', { name: 'users', limit, mostAtOnce: 1000 })
}

/** By name, in any case, or by id. @throws CliError notFound */
export async function findUser(client: Client, nameOrId: string): Promise<User> {
  const users = await listUsers(client)
  const name = nameOrId.trim()
  const user =
    users.find(({ id, username }) => id === name || username === name) ??
    users.find(({ username }) => username.toLowerCase() === name.toLowerCase())
  if (user) return user
  const meant = nearestName(
    nameOrId,
    users.map(({ username }) => username),
  )
  throw new CliError(
    'notFound',
    `There is no user ${nameOrId}`,
    `${meant ? `Did you mean ${meant}? ` : ''}\`syndicate users\` lists them.`,
  )
}
