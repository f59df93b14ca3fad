import type { Finding } from '@syndicate/contracts'

export function ok(code: string, what: string): Finding {
  return { code, severity: 'ok', what }
}

export function warning(code: string, what: string, mend: string): Finding {
  return { code, severity: 'warning', what, mend }
}

export function wrong(code: string, what: string, mend: string): Finding {
  return { code, severity: 'error', what, mend }
}

/** In the order they want attention. */
export function bySeverity(findings: readonly Finding[]): Finding[] {
  const order = { error: 0, warning: 1, ok: 2 }
  return findings.toSorted((one, other) => order[one.severity] - order[other.severity])
}
