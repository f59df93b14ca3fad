import { ProblemError } from '@syndicate/contracts'
import { passwordRule } from '@syndicate/identity'
import type { App } from '../../app-type.ts'
import { sessionOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function changePassword(app: App, gateway: Gateway): void {
  const { catalog, passwords, revocation, sessionKeeper, throttle } = gateway

  bind(app, 'POST /api/auth/password', { compress: false }, async (request, reply) => {
    const { userId, username, role, source } = sessionOf(request)
    request.target = userId
    if (source === 'oidc') throw new ProblemError('managed-by-provider', 'You have no password here: change it there')
    const { currentPassword, newPassword, keepKeys = false } = request.body
    // Counted apart from signing in: whoever holds a session must not try passwords freely with it.
    const attempt = await throttle.begin([{ key: `password:${userId}`, rule: passwordRule }])
    const user = await catalog.users.byId(userId)
    if (!(await passwords.matches(user?.passwordHash, currentPassword)) || !user)
      throw new ProblemError('wrong-password')
    attempt.undo()
    const passwordHash = await passwords.hashNew(newPassword, username)
    const { known } = await catalog.users.change(userId, { passwordHash, keepKeys })
    await revocation.announce(known)
    const given = await sessionKeeper.open(reply, { id: userId, passwordVersion: user.passwordVersion + 1 })
    const ended = keepKeys ? 'every other session has ended' : 'every other session and every API key has ended'
    return { userId, username, role, source, ...given, message: `The password is changed; ${ended}` }
  })
}
