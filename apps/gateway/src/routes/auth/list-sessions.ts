import type { App } from '../../app-type.ts'
import { sessionOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function listSessions(app: App, { catalog }: Gateway): void {
  bind(app, 'GET /api/auth/sessions', { compress: false }, async (request) => {
    const { userId, sid } = sessionOf(request)
    const sessions = await catalog.sessions.list(userId)
    return { sessions: sessions.map((each) => ({ ...each, current: each.id === sid })) }
  })
}
