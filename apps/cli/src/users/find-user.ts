import type { Client } from '@syndicate/client'
import type { User } from '@syndicate/contracts'
import { CliError } from '../cli-error.ts'
import { nearestName } from '../nearest-name.ts'
import { takePages } from '../pages.ts'

export function listUsers(client: Client, limit = Number.POSITIVE_INFINITY): Promise<User[]> {
  return takePages(client, 'GET /api/users', { name: 'users', limit, mostAtOnce: 1000 })
}

const isId = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/** By name, in any case, or by id, which is taken as it is. @returns the id. @throws CliError notFound */
export async function findUser(client: Client, nameOrId: string): Promise<string> {
  if (isId.test(nameOrId)) return nameOrId
  const users = await listUsers(client)
  const name = nameOrId.trim()
  const user =
    users.find(({ username }) => username === name) ??
    users.find(({ username }) => username.toLowerCase() === name.toLowerCase())
  if (user) return user.id
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
