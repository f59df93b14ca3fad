import { ProblemError } from '@syndicate/contracts'
import Type from 'typebox'
import type { App } from '../../app-type.ts'
import { hasRight } from '../../auth/access.ts'
import { sessionOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { problemAnswers } from '../../http/schemas.ts'

const schema = {
  tags: ['auth'],
  summary: 'End a session: one of mine or, for an administrator, anybody’s',
  params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
  response: { 204: Type.Null({ description: 'Ended, with its WebSockets' }), ...problemAnswers },
}

export function endSession(app: App, { catalog, revocation }: Gateway): void {
  app.delete(
    '/api/auth/sessions/:id',
    { schema, config: { needs: 'session', audit: 'session.revoke' } },
    async (request, reply) => {
      const { id } = request.params
      const asker = sessionOf(request)
      const ended = await catalog.sessions.revoke(id, hasRight(asker, 'administer') ? undefined : asker.userId)
      if (!ended) throw new ProblemError('session-not-found')
      await revocation.announce([id])
      return reply.code(204).send(null)
    },
  )
}
