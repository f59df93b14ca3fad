import { Run, RunState } from '@syndicate/contracts'
import Type from 'typebox'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { TextFilter, TimeFilter } from '../../http/filters.ts'
import { nextLink } from '../../http/next-link.ts'
import { refTo } from '../../http/schemas.ts'
import { withHeaders } from '../../reference/answer-headers.ts'

const schema = {
  tags: ['runs'],
  operationId: 'listRuns',
  summary: 'List runs, newest first',
  querystring: Type.Object(
    {
      state: Type.Optional({ ...RunState, description: 'Runs in this state' }),
      pipeline: Type.Optional(TextFilter(64, 'Runs of this pipeline')),
      dataset: Type.Optional(TextFilter(64, 'Runs into this dataset; a key that may read some only has to name one')),
      since: Type.Optional({ ...TimeFilter, description: 'Accepted then or later' }),
      until: Type.Optional({ ...TimeFilter, description: 'Accepted before' }),
      q: Type.Optional(TextFilter(200, 'Looked for in the id, the names and the error')),
      limit: Type.Integer({ minimum: 1, maximum: 500, default: 50, description: 'How many at most' }),
      cursor: Type.Optional(Type.String({ maxLength: 200, description: '`next` of the page before' })),
    },
    { additionalProperties: false },
  ),
  response: {
    200: withHeaders(
      Type.Object({ runs: Type.Array(refTo(Run)), next: Type.Union([Type.String(), Type.Null()]) }),
      'Link',
    ),
  },
}

export function listRuns(app: App, { catalog }: Gateway): void {
  app.get('/api/runs', { schema, config: { needs: 'read', dataset: 'query' } }, async (request, reply) => {
    const { since, until, ...filter } = request.query
    const page = await catalog.runs.list({
      ...filter,
      ...(since !== undefined && { since: new Date(since) }),
      ...(until !== undefined && { until: new Date(until) }),
    })
    nextLink(request, reply, page.next)
    return page
  })
}
