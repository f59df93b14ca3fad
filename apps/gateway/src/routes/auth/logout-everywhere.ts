import type { App } from '../../app-type.ts'
import { sessionOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function logoutEverywhere(app: App, { sessionKeeper }: Gateway): void {
  bind(app, 'POST /api/auth/logout-everywhere', { compress: false }, async (request, reply) => {
    request.target = sessionOf(request).userId
    await sessionKeeper.endAll(reply, sessionOf(request).userId)
    return reply.code(204).send(null)
  })
}
