import { takesNoPasswords } from '@syndicate/config'
import { ProblemError } from '@syndicate/contracts'
import { signIn } from '@syndicate/identity'
import type { App } from '../../app-type.ts'
import { endFormerSession } from '../../auth/end-former-session.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function login(app: App, gateway: Gateway): void {
  const { catalog, config, devices, passwords, sessionKeeper, throttle } = gateway

  bind(app, 'POST /api/auth/login', { compress: false }, async (request, reply) => {
    if (takesNoPasswords(config))
      throw new ProblemError('passwords-off', 'Sign in with a browser; programs take an API key that is made there')
    const startedAt = performance.now()
    const { username, password } = request.body
    const deviceId = await devices.idOf(request, username)
    const user = await signIn(
      { users: catalog.users, passwords, throttle, log: request.log },
      { username, password, address: request.ip, deviceId },
      // A name nobody has may be a password in the wrong field: it is not written down.
      (found) => (request.target = found),
    )
    await endFormerSession(gateway, reply)
    const given = await sessionKeeper.open(reply, user)
    await devices.remember(reply, user.username)
    reply.header('x-login-time', (performance.now() - startedAt).toFixed(1))
    const { id: userId, username: name, role, source } = user
    return { userId, username: name, role, source, ...given, message: `Welcome, ${name}` }
  })
}
