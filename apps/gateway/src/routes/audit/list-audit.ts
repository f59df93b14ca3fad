import { AuditEntry, AuditKind, AuditOutcome, Id } from '@syndicate/contracts'
import Type from 'typebox'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { page, TextFilter, TimeFilter } from '../../http/filters.ts'
import { nextLink } from '../../http/next-link.ts'
import { refTo } from '../../http/schemas.ts'
import { withHeaders } from '../../reference/answer-headers.ts'

const schema = {
  tags: ['audit'],
  operationId: 'listAudit',
  summary: 'List the audit trail, newest first',
  description: 'Administrators only. What happened in the last seconds may not be written yet.',
  querystring: Type.Object(
    {
      kind: Type.Optional({ ...AuditKind, description: 'What was done' }),
      outcome: Type.Optional({ ...AuditOutcome, description: 'What came of it' }),
      user: Type.Optional({ ...Id, description: 'Who did it, by id' }),
      target: Type.Optional(TextFilter(200, 'What it was done to, in full')),
      address: Type.Optional(TextFilter(64, 'Where from, in full')),
      since: Type.Optional({ ...TimeFilter, description: 'Then or later' }),
      until: Type.Optional({ ...TimeFilter, description: 'Before' }),
      ...page,
    },
    { additionalProperties: false },
  ),
  response: {
    200: withHeaders(
      Type.Object({ entries: Type.Array(refTo(AuditEntry)), next: Type.Union([Type.String(), Type.Null()]) }),
      'Link',
    ),
  },
}

export function listAudit(app: App, { catalog }: Gateway): void {
  app.get('/api/audit', { schema, config: { needs: 'administer' } }, async (request, reply) => {
    const { kind, since, until, ...filter } = request.query
    const found = await catalog.audit.list({
      ...filter,
      ...(kind && { kinds: [kind] }),
      ...(since !== undefined && { since: new Date(since) }),
      ...(until !== undefined && { until: new Date(until) }),
    })
    nextLink(request, reply, found.next)
    return found
  })
}
