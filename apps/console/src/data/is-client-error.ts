import { ClientError } from '@syndicate/client'

/** Every failure of a call is one; anything else is a fault of ours. */
export function isClientError(error: unknown): error is ClientError {
  return error instanceof ClientError
}
