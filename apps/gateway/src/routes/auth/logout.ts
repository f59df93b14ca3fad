import type { App } from '../../app-type.ts'
import { sessionOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function logout(app: App, { sessionKeeper }: Gateway): void {
  bind(app, 'POST /api/auth/logout', { compress: false }, async (request, reply) => {
    await sessionKeeper.end(reply, sessionOf(request).sid)
    return reply.code(204).send(null)
  })
}
