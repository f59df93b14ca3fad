import { LoginAnswer, LoginRequest, ProblemError } from '@syndicate/contracts'
import { signIn } from '@syndicate/identity'
import type { FastifyReply } from 'fastify'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { refTo } from '../../http/schemas.ts'
import { withHeaders } from '../../reference/answer-headers.ts'

const schema = {
  tags: ['auth'],
  operationId: 'login',
  summary: 'Sign in',
  description:
    'Sets the cookies `gsession` and `csrfToken`, and `gdevice`, by which this device is known when strangers try the ' +
    'same account. The header `X-Login-Time` says how long it took, in milliseconds. After ten wrong tries at an account, ' +
    'or thirty from a network within a minute, 429 says with `Retry-After` when the next one is taken.',
  body: refTo(LoginRequest),
  response: { 200: withHeaders(refTo(LoginAnswer), 'X-Login-Time', 'Set-Cookie') },
}

export function login(app: App, gateway: Gateway): void {
  const { catalog, devices, passwords, sessionKeeper, throttle, tokens } = gateway
  const options = {
    schema,
    compress: false,
    config: { needs: 'nothing', audit: 'session.login', problems: ['wrong-credentials'] },
  } as const

  app.post('/api/auth/login', options, async (request, reply) => {
    const startedAt = performance.now()
    const { username, password } = request.body
    const deviceId = await devices.idOf(request, username)
    const user = await signIn(
      { users: catalog.users, passwords, throttle, log: request.log },
      { username, password, address: request.ip, deviceId },
      // A name nobody has may be a password in the wrong field: it is not written down.
      (found) => (request.target = found),
    )
    await endFormerSession(reply)
    const csrf = await sessionKeeper.open(reply, user)
    await devices.remember(reply, user.username)
    reply.header('x-login-time', (performance.now() - startedAt).toFixed(1)).header('cache-control', 'no-store')
    return { userId: user.id, csrf, message: `Welcome, ${user.username}` }
  })

  /** A session that was there before signing in must not live on beside the new one. */
  async function endFormerSession(reply: FastifyReply): Promise<void> {
    try {
      const former = await tokens.read(reply.request)
      await sessionKeeper.end(reply, former.sid)
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
    }
  }
}
