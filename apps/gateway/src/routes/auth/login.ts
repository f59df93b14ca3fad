import { ProblemError } from '@syndicate/contracts'
import { signIn } from '@syndicate/identity'
import type { FastifyReply } from 'fastify'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function login(app: App, gateway: Gateway): void {
  const { catalog, devices, passwords, sessionKeeper, throttle, tokens } = gateway

  bind(app, 'POST /api/auth/login', { compress: false }, async (request, reply) => {
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
    const given = await sessionKeeper.open(reply, user)
    await devices.remember(reply, user.username)
    reply.header('x-login-time', (performance.now() - startedAt).toFixed(1))
    const { id: userId, username: name, role } = user
    return { userId, username: name, role, ...given, message: `Welcome, ${name}` }
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
