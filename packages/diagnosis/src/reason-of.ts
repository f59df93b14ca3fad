const untrusted = /self-signed certificate|unable to (verify|get)|CERT_/i

/** What went wrong in words, and what to do where TLS is the matter. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  const reason = error instanceof Error ? error.message || error.name : String(error)
  if (untrusted.test(reason))
    return `${reason}; sslrootcert in DATABASE_URL or NODE_EXTRA_CA_CERTS names the file of a private certificate authority`
  if (/before secure TLS connection/.test(reason)) return `${reason}; it speaks no TLS, or not there: leave out sslmode`
  return reason
}
