import { ProblemError } from '@syndicate/contracts'
import { hasRight } from '@syndicate/identity'
import type { App } from '../../app-type.ts'
import { sessionOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function revokeKey(app: App, { catalog, revocation }: Gateway): void {
  bind(app, 'DELETE /api/keys/:id', async (request, reply) => {
    const { id } = request.params
    const asker = sessionOf(request)
    const revoked = await catalog.apiKeys.revoke(id, hasRight(asker, 'administer') ? undefined : asker.userId)
    if (!revoked) throw new ProblemError('key-not-found')
    await revocation.announce([id])
    return reply.code(204).send(null)
  })
}
