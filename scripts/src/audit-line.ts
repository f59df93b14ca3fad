import type { AuditEntry } from '@syndicate/contracts'

/** An entry as one line to grep: time, kind, outcome, then `name=value` of what is known. */
export function auditLine(entry: AuditEntry): string {
  const { at, kind, outcome, userId, keyId, route, target, version, code, address, agent, times } = entry
  const members = {
    user: userId,
    key: keyId,
    route,
    target,
    version: version === null ? null : String(version),
    code,
    address,
    agent,
    times: times > 1 ? String(times) : null,
  }
  const known = Object.entries(members).flatMap(([name, value]) => (value === null ? [] : [`${name}=${quoted(value)}`]))
  return [at, kind, outcome, ...known].join(' ')
}

function quoted(value: string): string {
  return /^[\w.:/@-]+$/.test(value) ? value : JSON.stringify(value)
}
