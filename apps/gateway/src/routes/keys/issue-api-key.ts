import { IssuedApiKey, NewApiKey, newId, ProblemError, type Right } from '@syndicate/contracts'
import { issueKey, requireRight } from '@syndicate/identity'
import type { App } from '../../app-type.ts'
import { sessionOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { refTo } from '../../http/schemas.ts'

const schema = {
  tags: ['keys'],
  operationId: 'issueApiKey',
  summary: 'Make an API key',
  description:
    'The key is in this answer and never again. It may do what its scopes say and what the role of its owner allows at the ' +
    'moment of each call. A key makes no keys.',
  body: refTo(NewApiKey),
  response: { 201: refTo(IssuedApiKey) },
}

const dayMs = 86_400_000
const mostKeys = 100

export function issueApiKey(app: App, { catalog }: Gateway): void {
  const options = {
    schema,
    compress: false,
    config: { needs: 'session', audit: 'key.create', problems: ['too-many-keys'] },
  } as const
  app.post('/api/keys', options, async (request, reply) => {
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
      name,
      secretHash,
      scopes,
      expiresAt,
      most: mostKeys,
    })
    if (!kept) throw new ProblemError('too-many-keys', `One user may have ${mostKeys} keys`)
    return reply
      .code(201)
      .header('cache-control', 'no-store')
      .send({ ...kept, key })
  })
}
