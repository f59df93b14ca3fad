import { User } from '@syndicate/contracts'
import Type from 'typebox'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { page } from '../../http/filters.ts'
import { nextLink } from '../../http/next-link.ts'
import { refTo } from '../../http/schemas.ts'
import { withHeaders } from '../../reference/answer-headers.ts'

const schema = {
  tags: ['users'],
  operationId: 'listUsers',
  summary: 'List users, the disabled ones too',
  querystring: Type.Object(
    {
      ...page,
    },
    { additionalProperties: false },
  ),
  response: {
    200: withHeaders(
      Type.Object({ users: Type.Array(refTo(User)), next: Type.Union([Type.String(), Type.Null()]) }),
      'Link',
    ),
  },
}

export function listUsers(app: App, { catalog }: Gateway): void {
  app.get('/api/users', { schema, config: { needs: 'administer' } }, async (request, reply) => {
    const found = await catalog.users.list(request.query)
    nextLink(request, reply, found.next)
    return found
  })
}
