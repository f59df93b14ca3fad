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

/**
 * Holds a key that may start some runs only to these: through its pipelines, into its datasets.
 * @throws ProblemError forbidden, also for whoever may start none
 */
export function requireStart(principal: Principal, { pipeline, dataset }: { pipeline: string; dataset: string }): void {
  requireRight(principal, 'start')
  if (principal.via === 'session' || principal.scopes.some((scope) => scope === 'start' || scope === 'operate')) return
  const allowed = principal.scopes
    .filter((scope) => scope.startsWith('start:'))
    .map((scope) => scope.slice('start:'.length))
  if (allowed.some((each) => each === pipeline || each === `${pipeline}/${dataset}`)) return
  throw new ProblemError('forbidden', `This key starts runs of ${allowed.join(', ')} and nothing else`)
}

function covers(scope: string, right: Right): boolean {
  if (scope.startsWith('read:')) return right === 'read'
  if (scope.startsWith('start:')) return right === 'start'
  return scope === right || (scope === 'operate' && right === 'start')
}
