import Type from 'typebox'
import { AuditEntry, AuditKind, AuditOutcome } from '../audit.ts'
import { Id } from '../id.ts'
import { withHeaders } from './answer-headers.ts'
import { next, page, TextFilter, TimeFilter, wideProblems } from './filters.ts'
import { refTo } from './ref-to.ts'
import type { RouteTable } from './route.ts'

export const auditRoutes = {
  'GET /api/audit': {
    operationId: 'listAudit',
    tag: 'audit',
    summary: 'List the audit trail, newest first',
    description:
      'Administrators only. What happened in the last second may not be written yet. Where few of many are wanted a page may be short or empty; as long as `next` is not null, there is more to look at.',
    query: Type.Object(
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
    answers: { 200: withHeaders(Type.Object({ entries: Type.Array(refTo(AuditEntry)), next }), 'Link') },
    needs: 'administer',
    problems: wideProblems,
  },
} as const satisfies RouteTable
