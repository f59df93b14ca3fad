import Type from 'typebox'
import { ApiKey, IssuedApiKey, NewApiKey } from '../api-key.ts'
import { withHeaders } from './answer-headers.ts'
import { next, page } from './filters.ts'
import { refTo } from './ref-to.ts'
import type { RouteTable } from './route.ts'

export const keyRoutes = {
  'POST /api/keys': {
    operationId: 'issueApiKey',
    tag: 'keys',
    summary: 'Make an API key',
    description:
      'The key is in this answer and never again. It may do what its scopes say and what the role of its owner allows at the ' +
      'moment of each call. A key makes no keys.',
    body: refTo(NewApiKey),
    answers: { 201: refTo(IssuedApiKey) },
    needs: 'session',
    audit: 'key.create',
    problems: ['too-many-keys'],
  },
  'GET /api/keys': {
    operationId: 'listKeys',
    tag: 'keys',
    summary: 'List API keys: mine or, for an administrator, everybody’s',
    query: Type.Object(page, { additionalProperties: false }),
    answers: { 200: withHeaders(Type.Object({ keys: Type.Array(refTo(ApiKey)), next }), 'Link') },
    needs: 'session',
  },
  'DELETE /api/keys/:id': {
    operationId: 'revokeKey',
    tag: 'keys',
    summary: 'Revoke an API key: one of mine or, for an administrator, anybody’s',
    params: Type.Object({ id: Type.String({ maxLength: 64, description: 'Of a key, as listed' }) }),
    answers: { 204: Type.Null({ description: 'Revoked everywhere, with its WebSockets' }) },
    needs: 'session',
    audit: 'key.revoke',
    problems: ['key-not-found'],
  },
} as const satisfies RouteTable
