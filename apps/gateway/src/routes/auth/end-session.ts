import { ProblemError } from '@syndicate/contracts'
import { hasRight } from '@syndicate/identity'
import type { App } from '../../app-type.ts'
import { sessionOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function endSession(app: App, { catalog, revocation }: Gateway): void {
  bind(app, 'DELETE /api/auth/sessions/:id', async (request, reply) => {
    const { id } = request.params
    const asker = sessionOf(request)
    const ended = await catalog.sessions.revoke(id, hasRight(asker, 'administer') ? undefined : asker.userId)
    if (!ended) throw new ProblemError('session-not-found')
    await revocation.announce([id])
    return reply.code(204).send(null)
  })
}
