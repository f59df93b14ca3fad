import { AuditEntry, AuditKind, AuditOutcome, Id } from '@syndicate/contracts'
import Type from 'typebox'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { TextFilter, TimeFilter } from '../../http/filters.ts'
import { nextLink } from '../../http/next-link.ts'
import { problemAnswers, refTo } from '../../http/schemas.ts'

const schema = {
  tags: ['audit'],
  summary: 'List the audit trail, newest first',
  description: 'Administrators only. What happened in the last seconds may not be written yet.',
  querystring: Type.Object(
    {
      kind: Type.Optional(AuditKind),
      outcome: Type.Optional(AuditOutcome),
      user: Type.Optional(Id),
      target: Type.Optional(TextFilter(200)),
      address: Type.Optional(TextFilter(64)),
      since: Type.Optional(TimeFilter),
      until: Type.Optional(TimeFilter),
      limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
      cursor: Type.Optional({ ...Id, description: '`next` of the page before' }),
    },
    { additionalProperties: false },
  ),
  response: {
    200: Type.Object({ entries: Type.Array(refTo(AuditEntry)), next: Type.Union([Type.String(), Type.Null()]) }),
    ...problemAnswers,
  },
}

export function listAudit(app: App, { catalog }: Gateway): void {
  app.get('/api/audit', { schema, config: { needs: 'administer' } }, async (request, reply) => {
    const { kind, since, until, ...filter } = request.query
    const page = await catalog.audit.list({
      ...filter,
      ...(kind && { kinds: [kind] }),
      ...(since !== undefined && { since: new Date(since) }),
      ...(until !== undefined && { until: new Date(until) }),
    })
    nextLink(request, reply, page.next)
    return page
  })
}
