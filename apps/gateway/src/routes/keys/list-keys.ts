import { ApiKey, Id } from '@syndicate/contracts'
import Type from 'typebox'
import type { App } from '../../app-type.ts'
import { hasRight } from '../../auth/access.ts'
import { sessionOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { nextLink } from '../../http/next-link.ts'
import { refTo } from '../../http/schemas.ts'
import { withHeaders } from '../../reference/answer-headers.ts'

const schema = {
  tags: ['keys'],
  operationId: 'listKeys',
  summary: 'List API keys: mine or, for an administrator, everybody’s',
  querystring: Type.Object(
    {
      limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'How many at most' }),
      cursor: Type.Optional({ ...Id, description: '`next` of the page before' }),
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
    const page = await catalog.apiKeys.list({ ...request.query, ...own })
    nextLink(request, reply, page.next)
    return page
  })
}
