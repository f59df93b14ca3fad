import { newId, ProblemError, type Right } from '@syndicate/contracts'
import { issueKey, requireRight } from '@syndicate/identity'
import type { App } from '../../app-type.ts'
import { sessionOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

const dayMs = 86_400_000
const mostKeys = 100

export function issueApiKey(app: App, { catalog }: Gateway): void {
  bind(app, 'POST /api/keys', { compress: false }, async (request, reply) => {
    const owner = sessionOf(request)
    const { name, scopes, expiresInDays } = request.body
    for (const scope of scopes) requireRight(owner, scope.split(':', 1)[0] as Right)
    const id = newId()
    request.target = id
    const { key, secretHash } = issueKey(id)
    const expiresAt = new Date(Date.now() + expiresInDays * dayMs)
    const kept = await catalog.apiKeys.create({
      id,
      userId: owner.userId,
      sid: owner.sid,
      name,
      secretHash,
      scopes,
      expiresAt,
      most: mostKeys,
    })
    if (!kept && !(await catalog.sessions.find(owner.sid))) throw new ProblemError('not-authenticated')
    if (!kept) throw new ProblemError('too-many-keys', `One user may have ${mostKeys} keys`)
    return reply.code(201).send({ ...kept, key })
  })
}
