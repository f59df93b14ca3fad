import type { Finding as ServersFinding } from '@syndicate/contracts'
import type { ClientError } from '@syndicate/client'
import type { Context } from '../context.ts'
import type { Finding } from './check.ts'
import { reasonOf } from './check-server.ts'

const patienceMs = 20_000

/** What the server finds out about the whole system, for who administers it. */
export async function checkSystem(context: Context): Promise<Finding[]> {
  try {
    const client = context.open(context.credential())
    const signal = AbortSignal.timeout(patienceMs)
    const { findings } = await client.request('GET /api/system/diagnosis', { signal })
    return findings.map(fromServer)
  } catch (error) {
    const { status } = error as ClientError
    if (status === 403) return [{ name: 'system', ok: true, found: 'what else there is, administrators are told' }]
    // One of an earlier version.
    if (status === 404) return []
    return [{ name: 'system', ok: false, found: reasonOf(error), advice: 'Look into its log.', exit: 'failed' }]
  }
}

function fromServer({ code, severity, what, mend }: ServersFinding): Finding {
  return {
    name: code,
    ok: severity !== 'error',
    ...(severity === 'warning' && { warning: true }),
    found: what,
    ...(mend !== undefined && { advice: mend }),
    ...(severity === 'error' && { exit: 'failed' as const }),
  }
}
