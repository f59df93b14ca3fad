import { ProblemError } from '@syndicate/contracts'
import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client'
import { ProviderAway } from './bounded-fetch.ts'

/**
 * Names what went wrong at a provider. `detail` is for whoever signs in; the message of the cause, for whoever runs this, holds
 * no token: what was compared stays inside.
 * @throws ProblemError always: provider-unavailable, sign-in-failed
 */
export function problemOfProvider(error: unknown): never {
  const reason = reasonOf(error)
  const cause = new Error(reason)
  if (isAway(error)) throw new ProblemError('provider-unavailable', 'Try again in a moment', { cause })
  if (error instanceof AuthorizationResponseError)
    throw new ProblemError('sign-in-failed', `It answered ${printable(error.error)}`, { cause })
  if (error instanceof ClientError || error instanceof ResponseBodyError)
    throw new ProblemError('sign-in-failed', 'What it answered does not hold. Try again', { cause })
  throw error
}

function isAway(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause) if (each instanceof ProviderAway) return true
  return error instanceof ClientError && (error.code === 'OAUTH_TIMEOUT' || error.code === 'OAUTH_ABORT')
}

/** The provider's own words where it has any, such as `invalid_client`; else what the check found. */
function reasonOf(error: unknown): string {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError)
    return printable([error.error, error.error_description].filter(Boolean).join(': '))
  if (!(error instanceof Error)) return 'unknown'
  const claim = (error.cause as { claim?: unknown } | undefined)?.claim
  const inner = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return printable(`${error.message}${inner}${typeof claim === 'string' ? ` (${claim})` : ''}`)
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 300)
}
