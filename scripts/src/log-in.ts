import { pathTo, type AnswerTo, type Problem } from '@syndicate/contracts'

interface Cookie {
  name: string
  /** Bytes of the value, which itself is nobody's business. */
  size: number
  attributes: string[]
}

export interface Login {
  status: number
  message: string
  ms: number
  serverMs: string | null
  cookies: Cookie[]
  session: { message: string; ms: number } | null
  /** What is not as it should be, in words. */
  problems: string[]
}

/** What each cookie of a login must carry. */
const required: Record<string, string[]> = {
  gsession: ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/'],
  csrfToken: ['SameSite=Strict'],
}

/** Logs in at a running server and looks at what it answers. Throws when there is no answer at all. */
export async function logIn(url: string, username: string, password: string): Promise<Login> {
  const { response, ms } = await timed(() =>
    fetch(new URL(pathTo('POST /api/auth/login'), url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
      signal: AbortSignal.timeout(10_000),
    }),
  )
  const setCookies = response.headers.getSetCookie()
  const cookies = setCookies.map(readCookie)
  const serverMs = response.headers.get('x-login-time')
  const answer = (await response.json()) as Partial<AnswerTo<'POST /api/auth/login'> & Problem>
  const message = answer.message ?? answer.title ?? ''
  if (!response.ok) {
    const problems = [`login was refused: ${response.status} ${message}`]
    return { status: response.status, message, ms, serverMs, cookies, session: null, problems }
  }
  const problems = Object.entries(required).flatMap(([name, attributes]) => missing(cookies, name, attributes))
  const session = await askSession(url, setCookies)
  if (!session.ok) problems.push(`the session cookie is not accepted: ${session.message}`)
  return { status: response.status, message, ms, serverMs, cookies, session, problems }
}

async function askSession(url: string, setCookies: string[]) {
  const cookie = setCookies.map((line) => line.split(';')[0]).join('; ')
  const { response, ms } = await timed(() =>
    fetch(new URL(pathTo('GET /api/auth/session'), url), { headers: { cookie } }),
  )
  const body = (await response.json()) as Partial<AnswerTo<'GET /api/auth/session'> & Problem>
  const message = response.ok
    ? `${body.username}, ${body.role}, until ${body.expiresAt}`
    : `${response.status} ${body.title}`
  return { ok: response.ok, message, ms }
}

async function timed(ask: () => Promise<Response>): Promise<{ response: Response; ms: number }> {
  const start = performance.now()
  return { response: await ask(), ms: performance.now() - start }
}

function readCookie(line: string): Cookie {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
  const equals = pair.indexOf('=')
  return { name: pair.slice(0, equals), size: pair.length - equals - 1, attributes }
}

function missing(cookies: Cookie[], name: string, attributes: string[]): string[] {
  const cookie = cookies.find((it) => it.name === name)
  if (!cookie) return [`cookie ${name} is missing`]
  const has = new Set(cookie.attributes.map((it) => it.toLowerCase()))
  return attributes.filter((it) => !has.has(it.toLowerCase())).map((it) => `cookie ${name} lacks ${it}`)
}
