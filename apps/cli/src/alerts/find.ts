import type { Client } from '@syndicate/client'
import type { AlertDestination, AlertRule } from '@syndicate/contracts'
import { CliError } from '../cli-error.ts'
import { nearestName } from '../nearest-name.ts'
import { takePages } from '../pages.ts'

/** More than there may be. */
const all = { limit: Number.POSITIVE_INFINITY, mostAtOnce: 1000 }

export function listRules(client: Client): Promise<AlertRule[]> {
  return takePages(client, 'GET /api/alerts/rules', { name: 'rules', ...all })
}

export function listDestinations(client: Client): Promise<AlertDestination[]> {
  return takePages(client, 'GET /api/alerts/destinations', { name: 'destinations', ...all })
}

/** A rule or a destination by name or id. @throws CliError notFound */
export function named<T extends { id: string; name: string }>(things: T[], nameOrId: string, what: string): T {
  const found = things.find(({ id, name }) => id === nameOrId || name === nameOrId)
  if (found) return found
  const meant = nearestName(
    nameOrId,
    things.map(({ name }) => name),
  )
  throw new CliError('notFound', `There is no ${what} ${nameOrId}`, meant && `Did you mean ${meant}?`)
}
