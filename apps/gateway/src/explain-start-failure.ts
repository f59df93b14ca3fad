import { ConfigError } from '@syndicate/config'
import { errorInWords } from '@syndicate/logging'

/** What keeps the gateway from starting, in words for the one who started it. */
export function explainStartFailure(error: unknown): string {
  if (!(error instanceof Error)) return 'The gateway could not start'
  const { code, port, address } = error as Error & { code?: string; port?: number; address?: string }
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken: stop what listens there, or set PORT to another one (0 for any)`
  if (code === 'EACCES') return `Port ${port} may not be opened by this account: set PORT to one above 1023`
  if (code === 'ECONNREFUSED') return `Nothing answers at ${address}:${port}: are PostgreSQL and Redis running?`
  return error instanceof ConfigError ? error.message : errorInWords(error)
}
