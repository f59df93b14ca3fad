import { ClientError, createClient } from '@syndicate/client'

/** The one client of this page: its session, its socket. */
export const client = createClient()

/** Every failure of a call is one; anything else is a fault of ours. */
export function isClientError(error: unknown): error is ClientError {
  return error instanceof ClientError
}
