import Type from 'typebox'
import type { App } from '../../app-type.ts'
import { sessionOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { withHeaders } from '../../reference/answer-headers.ts'

const schema = {
  tags: ['auth'],
  operationId: 'logout',
  summary: 'Sign out',
  description: 'Revokes the session everywhere at once; its open WebSockets are closed.',
  response: { 204: withHeaders(Type.Null({ description: 'Signed out' }), 'Set-Cookie') },
}

export function logout(app: App, { sessionKeeper }: Gateway): void {
  app.post(
    '/api/auth/logout',
    { schema, compress: false, config: { needs: 'session', audit: 'session.logout' } },
    async (request, reply) => {
      await sessionKeeper.end(reply, sessionOf(request).sid)
      return reply.code(204).send(null)
    },
  )
}
