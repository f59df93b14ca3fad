import Type from 'typebox'
import type { App } from '../../app-type.ts'
import { sessionOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { withHeaders } from '../../reference/answer-headers.ts'

const schema = {
  tags: ['auth'],
  operationId: 'logoutEverywhere',
  summary: 'Sign out everywhere',
  description: 'Revokes every session of this user, this one included, and closes their WebSockets. Keys stay.',
  response: { 204: withHeaders(Type.Null({ description: 'Signed out everywhere' }), 'Set-Cookie') },
}

export function logoutEverywhere(app: App, { sessionKeeper }: Gateway): void {
  const options = { schema, compress: false, config: { needs: 'session', audit: 'session.revoke' } } as const
  app.post('/api/auth/logout-everywhere', options, async (request, reply) => {
    request.target = sessionOf(request).userId
    await sessionKeeper.endAll(reply, sessionOf(request).userId)
    return reply.code(204).send(null)
  })
}
