import { createClient, type ClientError } from '@syndicate/client'

/** The one client of this page: its session, its socket. */
export const client = createClient()

export type SessionInfo = Awaited<ReturnType<typeof client.session>>

/** Every failure of a call is a ClientError; anything else is a fault of ours and not for `describe`. */
export function isClientError(error: unknown): error is ClientError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
}
