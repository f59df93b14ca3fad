import type { SessionInfo } from '@syndicate/contracts'
import type { ClientError } from './client-error.ts'
import type { CallOptions } from './client.ts'
import type { Http } from './http.ts'
import { quietTimer } from './runtime.ts'

/** Signs in and out, and keeps the session from expiring. */
export function createSession(http: Http) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = () => clearTimeout(timer)
  http.onSignedOut(stop)

  async function enter(response: Response): Promise<SessionInfo> {
    const info = (await response.json()) as SessionInfo
    http.enter(info.csrf)
    // By the server's clock. At two thirds of what is left the session is past half its life, so asking renews it.
    const now = Date.parse(response.headers.get('date') ?? '') || Date.now()
    renewIn(((Date.parse(info.expiresAt) - now) * 2) / 3)
    return info
  }

  const session = async (options?: CallOptions) => enter(await http.raw('GET /api/auth/session', options))

  /** Whatever went wrong: soon again. Unless the session is over: then the refusal has said so. */
  function retry(error: unknown): void {
    const { status, retryAfterSeconds = 0 } = error as ClientError
    if (status !== 401 && status !== 403) renewIn(Math.max(5, retryAfterSeconds) * 1_000)
  }

  function renewIn(ms: number): void {
    stop()
    timer = quietTimer(() => void session().catch(retry), Math.max(ms, 1_000))
  }

  return {
    session,
    stop,
    login: async (username: string, password: string, options?: CallOptions) =>
      enter(await http.raw('POST /api/auth/login', { ...options, body: { username, password } })),
    logout: (options?: CallOptions) =>
      http.request('POST /api/auth/logout', options).then((answer) => {
        http.leave()
        return answer
      }),
  }
}
