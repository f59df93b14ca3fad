import { SessionEntry } from '@syndicate/contracts'
import Type from 'typebox'
import type { App } from '../../app-type.ts'
import { sessionOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { refTo } from '../../http/schemas.ts'

const schema = {
  tags: ['auth'],
  operationId: 'listSessions',
  summary: 'List my sessions, newest first',
  description: 'When each was opened, from where and with what; `current` marks the one that asks.',
  response: { 200: Type.Object({ sessions: Type.Array(refTo(SessionEntry)) }) },
}

export function listSessions(app: App, { catalog }: Gateway): void {
  app.get('/api/auth/sessions', { schema, compress: false, config: { needs: 'session' } }, async (request, reply) => {
    const { userId, sid } = sessionOf(request)
    reply.header('cache-control', 'no-store')
    const sessions = await catalog.sessions.list(userId)
    return { sessions: sessions.map((each) => ({ ...each, current: each.id === sid })) }
  })
}
