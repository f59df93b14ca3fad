import { ApiKey } from '@syndicate/contracts'
import { hasRight } from '@syndicate/identity'
import Type from 'typebox'
import type { App } from '../../app-type.ts'
import { sessionOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { page } from '../../http/filters.ts'
import { nextLink } from '../../http/next-link.ts'
import { refTo } from '../../http/schemas.ts'
import { withHeaders } from '../../reference/answer-headers.ts'

const schema = {
  tags: ['keys'],
  operationId: 'listKeys',
  summary: 'List API keys: mine or, for an administrator, everybody’s',
  querystring: Type.Object(
    {
      ...page,
    },
    { additionalProperties: false },
  ),
  response: {
    200: withHeaders(
      Type.Object({ keys: Type.Array(refTo(ApiKey)), next: Type.Union([Type.String(), Type.Null()]) }),
      'Link',
    ),
  },
}

export function listKeys(app: App, { catalog }: Gateway): void {
  app.get('/api/keys', { schema, config: { needs: 'session' } }, async (request, reply) => {
    const asker = sessionOf(request)
    const own = hasRight(asker, 'administer') ? {} : { userId: asker.userId }
    const found = await catalog.apiKeys.list({ ...request.query, ...own })
    nextLink(request, reply, found.next)
    return found
  })
}
