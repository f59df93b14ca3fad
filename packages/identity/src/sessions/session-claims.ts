/** What a session's token says. The session itself, and its end, are in the catalog. */
export interface SessionClaims {
  /** The user's id. */
  sub: string
  sid: string
  /** In seconds since 1970. */
  exp: number
}
