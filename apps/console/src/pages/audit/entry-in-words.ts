import type { AuditEntry, AuditKind } from '@syndicate/contracts'

/** What was done, and what was tried; what it was done to stands behind it. */
const deeds: Record<AuditKind, [done: string, tried: string]> = {
  'session.login': ['signed in', 'sign in'],
  'session.logout': ['signed out', 'sign out'],
  'session.revoke': ['ended sessions', 'end sessions'],
  'user.create': ['added the user', 'add the user'],
  'user.change': ['changed the user', 'change the user'],
  'key.create': ['made the key', 'make a key'],
  'key.revoke': ['revoked the key', 'revoke the key'],
  'run.start': ['started the run', 'start a run'],
  'run.cancel': ['cancelled the run', 'cancel the run'],
  'run.replay': ['replayed', 'replay'],
  'run.deal-with': ['marked as dealt with', 'mark as dealt with'],
  'run.reopen': ['opened again', 'open again'],
  'dataset.read': ['read the dataset', 'read the dataset'],
  'dataset.rollback': ['rolled back the dataset', 'roll back the dataset'],
  'dataset.truncate': ['emptied the dataset', 'empty the dataset'],
  'dataset.delete': ['deleted the dataset', 'delete the dataset'],
  'dataset.erase': ['erased records of the dataset', 'erase records of the dataset'],
  'quarantine.replay': ['replayed out of quarantine', 'replay out of quarantine'],
  'quarantine.discard': ['discarded in quarantine', 'discard in quarantine'],
  'pipeline.apply': ['applied the pipeline', 'apply the pipeline'],
  'pipeline.remove': ['removed the pipeline', 'remove the pipeline'],
  'queue.change': ['changed the queues by the board', 'change the queues by the board'],
  'pipeline.infer': ['had a file understood', 'have a file understood'],
  'socket.open': ['opened a live connection', 'open a live connection'],
  'request.refused': ['asked', 'ask'],
  'destination.create': ['added the destination of alerts', 'add a destination of alerts'],
  'destination.remove': ['removed the destination of alerts', 'remove the destination of alerts'],
  'destination.test': ['tried the destination of alerts', 'try the destination of alerts'],
  'rule.create': ['added the alert rule', 'add an alert rule'],
  'rule.change': ['changed the alert rule', 'change the alert rule'],
  'rule.remove': ['removed the alert rule', 'remove the alert rule'],
  'delivery.resend': ['sent an alert again', 'send an alert again'],
}

/** What is said of a kind that came with a later version of the server. */
const wordsOf = (kind: AuditKind): [string, string] => deeds[kind] ?? [kind, kind]

/** What an entry's deed is called in a list to choose from. */
export function nameOf(kind: AuditKind): string {
  const [, tried] = wordsOf(kind)
  return kind === 'request.refused' ? 'Any other request that was refused' : tried[0]!.toUpperCase() + tried.slice(1)
}

/** Who it was, as far as that is known. @param names of users by their ids */
export function whoOf(entry: AuditEntry, names: ReadonlyMap<string, string>): string {
  const { userId, keyId, route, agent } = entry
  if (isSignIn(entry)) return entry.outcome === 'done' ? entry.target! : `Somebody as ${entry.target}`
  if (userId === null) return route === null && agent !== null ? agent : 'Somebody who had not signed in'
  return `${names.get(userId) ?? userId}${keyId === null ? '' : ' by a key'}`
}

/** Who signs in is nobody yet: the name is what they gave. */
export function isSignIn({ kind, target }: Pick<AuditEntry, 'kind' | 'target'>): boolean {
  return kind === 'session.login' && target !== null
}

/** What they did, or tried in vain. The target is said beside it. */
export function deedOf({ kind, outcome, route, target }: AuditEntry): string {
  const [done, tried] = wordsOf(kind)
  if (kind === 'request.refused') return `was refused ${route ?? 'a request'}`
  if (outcome === 'done') return isDryRun(target) ? `tried to ${tried}` : done
  return outcome === 'refused' ? `was not let ${tried}` : `failed to ${tried}`
}

/** What a request was about that only asked what would be done. */
function isDryRun(target: string | null): boolean {
  return target !== null && /(?:^|, )dry run$/.test(target)
}

/** Where more is said of what it was done to; null where there is no page for it, or for all of it. */
export function placeOf({ kind, target }: Pick<AuditEntry, 'kind' | 'target'>): string | null {
  // Several names stand side by side, and no name has a blank in it.
  if (target === null || target.includes(' ')) return null
  const [about] = kind.split('.')
  if (about === 'run' && /^[0-9a-f-]{36}$/.test(target)) return `/runs/${target}`
  if (about === 'dataset') return `/datasets/${encodeURIComponent(target)}`
  return about === 'pipeline' && kind !== 'pipeline.infer' ? `/pipelines/${encodeURIComponent(target)}` : null
}
