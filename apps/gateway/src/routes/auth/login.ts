import { LoginAnswer, LoginRequest, ProblemError } from '@syndicate/contracts'
import type { App } from '../../app-type.ts'
import { sessionCookie } from '../../auth/cookies.ts'
import { readSessionToken } from '../../auth/session-token.ts'
import type { Gateway } from '../../gateway.ts'
import { problemAnswers, refTo } from '../../http/schemas.ts'

const schema = {
  tags: ['auth'],
  summary: 'Sign in',
  description:
    'Sets the cookies `gsession` and `csrfToken`. The header `X-Login-Time` says how long it took, in milliseconds.',
  security: [],
  body: refTo(LoginRequest),
  response: { 200: refTo(LoginAnswer), ...problemAnswers },
}

export function login(app: App, { catalog, passwords, sessionKeeper }: Gateway): void {
  app.post(
    '/api/auth/login',
    { schema, compress: false, config: { audit: 'session.login' } },
    async (request, reply) => {
      const startedAt = performance.now()
      const { username, password } = request.body
      const user = await catalog.users.byName(username)
      // A name nobody has may be a password in the wrong field: it is not written down.
      request.target = user?.username
      if (!(await passwords.matches(user?.passwordHash, password)) || !user) throw new ProblemError('wrong-credentials')
      await endFormerSession()
      const csrf = await sessionKeeper.open(reply, user.id)
      reply.header('x-login-time', (performance.now() - startedAt).toFixed(1)).header('cache-control', 'no-store')
      return { userId: user.id, csrf, message: `Welcome, ${user.username}` }

      /** A session that was there before signing in must not live on beside the new one. */
      async function endFormerSession(): Promise<void> {
        try {
          const former = readSessionToken(app, request.cookies[sessionCookie])
          await sessionKeeper.end(reply, former.sid)
        } catch (error) {
          if (!(error instanceof ProblemError)) throw error
        }
      }
    },
  )
}
