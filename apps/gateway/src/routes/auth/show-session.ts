import type { App } from '../../app-type.ts'
import { sessionOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function showSession(app: App, { sessionKeeper }: Gateway): void {
  bind(app, 'GET /api/auth/session', { compress: false, exposeHeadRoute: false }, async (request, reply) => {
    const principal = sessionOf(request)
    const given = await sessionKeeper.refresh(reply, principal)
    const { userId, username, role, source } = principal
    return { userId, username, role, source, ...given }
  })
}
