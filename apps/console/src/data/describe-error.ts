import { isClientError } from './client.ts'

/** A failure in words for the person at the screen. */
export function describeError(error: unknown): string {
  if (!isClientError(error)) return 'Something went wrong in the console itself. Reloading the page may help.'
  if (error.code === 'network') return 'The server cannot be reached. Nothing was lost here; try again in a moment.'
  if (error.code === 'http' && error.status === 413)
    return `${error.message}: it stands before the server and takes no bodies so large. Whoever runs it can raise that.`
  const seconds = error.retryAfterSeconds
  const later = error.status === 429 && seconds !== undefined ? ` Try again in ${seconds} s.` : ''
  const places = error.errors?.map(({ path, message }) => `${path || 'the request'}: ${message}`).join('; ')
  const text = places ?? error.message
  return `${/[.!?]$/.test(text) ? text : `${text}.`}${later}`
}
