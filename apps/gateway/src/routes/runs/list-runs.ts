import { Run, RunState } from '@syndicate/contracts'
import Type from 'typebox'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { TextFilter, TimeFilter } from '../../http/filters.ts'
import { nextLink } from '../../http/next-link.ts'
import { problemAnswers, refTo } from '../../http/schemas.ts'

const schema = {
  tags: ['runs'],
  summary: 'List runs, newest first',
  querystring: Type.Object(
    {
      state: Type.Optional(RunState),
      pipeline: Type.Optional(TextFilter(64)),
      dataset: Type.Optional(TextFilter(64)),
      since: Type.Optional(TimeFilter),
      until: Type.Optional(TimeFilter),
      q: Type.Optional(TextFilter(200, 'Looked for in the id, the names and the error')),
      limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
      cursor: Type.Optional(Type.String({ maxLength: 200, description: '`next` of the page before' })),
    },
    { additionalProperties: false },
  ),
  response: {
    200: Type.Object({ runs: Type.Array(refTo(Run)), next: Type.Union([Type.String(), Type.Null()]) }),
    ...problemAnswers,
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
