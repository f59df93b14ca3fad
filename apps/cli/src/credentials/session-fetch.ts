import type { Credential } from './store.ts'

type Session = Extract<Credential, { kind: 'session' }>

/**
 * A fetch that goes on with a session of an earlier command: it shows the cookies kept then, with the CSRF token among
 * them, and hands on whatever the server changes about them.
 */
export function sessionFetch(session: Session, keep: (next: Session) => void): typeof fetch {
  let kept = session
  return async (input, init = {}) => {
    const { cookies } = kept
    const headers = new Headers(init.headers)
    // How the session is told from others in a list of them.
    headers.set('user-agent', 'syndicate-cli')
    if (Object.keys(cookies).length > 0) headers.set('cookie', textOf(cookies))
    if (cookies['csrfToken'] && init.method !== 'GET') headers.set('x-csrf-token', cookies['csrfToken'])
    const response = await fetch(input, { ...init, headers })
    const lines = response.headers.getSetCookie()
    if (lines.length > 0) {
      kept = { ...kept, cookies: withChanges(cookies, lines), ...renewal(lines) }
      keep(kept)
    }
    return response
  }
}

/** Half of how long the session's cookie is good for. */
function renewal(lines: readonly string[]): Pick<Session, 'renewAt'> {
  const [, seconds] = /; *max-age=(\d+)/i.exec(lines.find((line) => line.startsWith('gsession=')) ?? '') ?? []
  return seconds === undefined ? {} : { renewAt: Date.now() + Number(seconds) * 500 }
}

function textOf(cookies: Record<string, string>): string {
  return Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ')
}

/** Cookies after lines that set some and take others back. */
export function withChanges(cookies: Record<string, string>, lines: readonly string[]): Record<string, string> {
  const next = { ...cookies }
  for (const line of lines) {
    const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? []
    if (name === undefined) continue
    if (!value || /; *max-age=0\b|; *expires=thu, 01 jan 1970/i.test(line)) delete next[name]
    else next[name] = value
  }
  return next
}
