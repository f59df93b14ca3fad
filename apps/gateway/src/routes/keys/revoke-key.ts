import { ProblemError } from '@syndicate/contracts'
import { hasRight } from '@syndicate/identity'
import Type from 'typebox'
import type { App } from '../../app-type.ts'
import { sessionOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'

const schema = {
  tags: ['keys'],
  operationId: 'revokeKey',
  summary: 'Revoke an API key: one of mine or, for an administrator, anybody’s',
  params: Type.Object({ id: Type.String({ maxLength: 64, description: 'Of a key, as listed' }) }),
  response: { 204: Type.Null({ description: 'Revoked everywhere, with its WebSockets' }) },
}

export function revokeKey(app: App, { catalog, revocation }: Gateway): void {
  app.delete(
    '/api/keys/:id',
    { schema, config: { needs: 'session', audit: 'key.revoke', problems: ['key-not-found'] } },
    async (request, reply) => {
      const { id } = request.params
      const asker = sessionOf(request)
      const revoked = await catalog.apiKeys.revoke(id, hasRight(asker, 'administer') ? undefined : asker.userId)
      if (!revoked) throw new ProblemError('key-not-found')
      await revocation.announce([id])
      return reply.code(204).send(null)
    },
  )
}
