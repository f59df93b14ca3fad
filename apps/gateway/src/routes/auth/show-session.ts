import { SessionInfo } from '@syndicate/contracts'
import type { App } from '../../app-type.ts'
import { sessionOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { refTo } from '../../http/schemas.ts'
import { withHeaders } from '../../reference/answer-headers.ts'

const schema = {
  tags: ['auth'],
  operationId: 'showSession',
  summary: 'Who am I',
  description: 'Also renews a session past half its life, and gives a CSRF token that holds.',
  response: { 200: withHeaders(refTo(SessionInfo), 'Set-Cookie') },
}

export function showSession(app: App, { sessionKeeper }: Gateway): void {
  const options = { schema, compress: false, exposeHeadRoute: false, config: { needs: 'session' } } as const
  app.get('/api/auth/session', options, async (request, reply) => {
    const principal = sessionOf(request)
    const { csrf, expiresAt } = await sessionKeeper.refresh(reply, principal)
    const { userId, username, role } = principal
    reply.header('cache-control', 'no-store')
    return { userId, username, role, expiresAt: expiresAt.toISOString(), csrf }
  })
}
