import { ProblemError, type Right, type Role } from '@syndicate/contracts'
import type { Principal } from './principal.ts'

const rank: Record<Role, number> = { viewer: 0, operator: 1, admin: 2 }
const leastRole: Record<Right, Role> = { read: 'viewer', start: 'operator', operate: 'operator', administer: 'admin' }

/** The role decides, and of a key its scopes as well, so that a key never exceeds its owner. */
export function hasRight(principal: Principal, right: Right): boolean {
  if (rank[principal.role] < rank[leastRole[right]]) return false
  return principal.via === 'session' || principal.scopes.some((scope) => covers(scope, right))
}

/** @throws ProblemError forbidden */
export function requireRight(principal: Principal, right: Right): void {
  if (hasRight(principal, right)) return
  const key = principal.via === 'key' ? ` and a key with the scope ${right}` : ''
  throw new ProblemError('forbidden', `This needs the role ${leastRole[right]}${key}`)
}

/** The datasets a key is confined to in reading, or null for whoever may read them all. */
export function readableDatasets(principal: Principal): ReadonlySet<string> | null {
  if (principal.via === 'session' || principal.scopes.includes('read')) return null
  return new Set(principal.scopes.flatMap((scope) => (scope.startsWith('read:') ? [scope.slice('read:'.length)] : [])))
}

function covers(scope: string, right: Right): boolean {
  if (scope.startsWith('read:')) return right === 'read'
  return scope === right || (scope === 'operate' && right === 'start')
}
