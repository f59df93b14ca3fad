import { ProblemError } from '@syndicate/contracts'
import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client'
import { ProviderAway } from './bounded-fetch.ts'
import type { Claims } from './claims.ts'

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
  if (isOfProtocol(error))
    throw new ProblemError('sign-in-failed', 'What it answered does not hold. Try again', { cause })
  throw error
}

function isAway(error: unknown): boolean {
  return awayIn(error) !== null || ['OAUTH_TIMEOUT', 'OAUTH_ABORT'].includes(codeOf(error))
}

function awayIn(error: unknown): ProviderAway | null {
  for (let each = error; each instanceof Error; each = each.cause) if (each instanceof ProviderAway) return each
  return null
}

/** Some of its errors leave the library as they are: their codes tell them from faults of our own. */
function isOfProtocol(error: unknown): boolean {
  return error instanceof ClientError || codeOf(error).startsWith('OAUTH_')
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}

/**
 * Why a provider cannot be used or did not sign somebody in, for the log and for administrators: its own words where it has
 * any, such as `invalid_client`, else what the check found. At most 300 characters of ASCII, and nothing of what could not be read.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError)
    return printable([error.error, error.error_description].filter(Boolean).join(': '))
  const away = awayIn(error)
  if (away) return printable(away.message)
  if (!(error instanceof Error)) return 'unknown'
  const about = detailOf(error.cause)
  return printable(about === null ? error.message : `${error.message}: ${about}`)
}

/** What a check compared, as far as it is no secret: an answer's kind, the issuer it names, the name of a claim. */
function detailOf(cause: unknown): string | null {
  // It quotes what it could not read, which may be a token.
  if (cause instanceof SyntaxError) return null
  if (cause instanceof Error) return cause.message
  if (cause instanceof Response) return `${cause.status} ${cause.headers.get('content-type') ?? 'without a type'}`
  const { claim, attribute, body } = (cause ?? {}) as { claim?: unknown; attribute?: unknown; body?: Claims }
  if (attribute === 'issuer') return `it calls itself ${String(body?.['issuer'])}`
  return typeof claim === 'string' ? claim : null
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 300)
}
