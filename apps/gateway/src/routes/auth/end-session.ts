import { ProblemError } from '@syndicate/contracts'
import { hasRight } from '@syndicate/identity'
import Type from 'typebox'
import type { App } from '../../app-type.ts'
import { sessionOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { TextFilter } from '../../http/filters.ts'

const schema = {
  tags: ['auth'],
  operationId: 'endSession',
  summary: 'End a session: one of mine or, for an administrator, anybody’s',
  description: 'Its WebSockets are closed at once.',
  params: Type.Object({ id: TextFilter(64, 'Of a session, as listed') }),
  response: { 204: Type.Null({ description: 'Ended, with its WebSockets' }) },
}

export function endSession(app: App, { catalog, revocation }: Gateway): void {
  app.delete(
    '/api/auth/sessions/:id',
    { schema, config: { needs: 'session', audit: 'session.revoke', problems: ['session-not-found'] } },
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
