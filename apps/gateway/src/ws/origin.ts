/**
 * Whether a page of this origin may open a socket: the gateway's own host, or one of the list, to the letter.
 * @param origin value of the Origin header; a browser always sends it
 * @param host the host the request was sent to, as a trusted proxy says
 */
export function originAllowed(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined) return false
  if (allowed.includes(origin)) return true
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)
}
