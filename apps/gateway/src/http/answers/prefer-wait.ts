/** The most a caller may ask us to hold the answer, in seconds. */
const longestWaitSeconds = 30

/**
 * How long `Prefer: wait=N` (RFC 7240) asks for, in seconds and at most 30; undefined when it does not ask.
 * A preference that cannot be read is ignored, as the RFC wants it.
 */
export function preferWait(header: string | string[] | undefined): number | undefined {
  const preferences = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',')
  for (const preference of preferences) {
    const seconds = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(;|$)/i.exec(preference)?.[1]
    if (seconds !== undefined) return Math.min(Number(seconds), longestWaitSeconds)
  }
  return undefined
}
