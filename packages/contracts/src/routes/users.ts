import Type from 'typebox'
import { SessionEntry } from '../auth.ts'
import { NewUser, User, UserChange } from '../user.ts'
import { withHeaders } from './answer-headers.ts'
import { next, page } from './filters.ts'
import { refTo } from './ref-to.ts'
import type { RouteTable } from './route.ts'

/** An id of another shape names no user, which is what the caller is told. */
const params = Type.Object({ id: Type.String({ maxLength: 64, description: 'Of a user' }) })

export const userRoutes = {
  'GET /api/users': {
    operationId: 'listUsers',
    tag: 'users',
    summary: 'List users, the disabled ones too',
    query: Type.Object(page, { additionalProperties: false }),
    answers: { 200: withHeaders(Type.Object({ users: Type.Array(refTo(User)), next }), 'Link') },
    needs: 'administer',
  },
  'POST /api/users': {
    operationId: 'createUser',
    tag: 'users',
    summary: 'Add a user',
    body: refTo(NewUser),
    answers: { 201: refTo(User) },
    needs: 'administer',
    audit: 'user.create',
    problems: ['username-taken', 'weak-password', 'passwords-off'],
  },
  'PATCH /api/users/:id': {
    operationId: 'changeUser',
    tag: 'users',
    summary: 'Change a user’s role or password, or disable them',
    description:
      'Ends their sessions and WebSockets everywhere; a new password also ends their API keys, unless `keepKeys` says ' +
      'otherwise, and disabling ends them for good. Users are never deleted, for runs refer to them. The last enabled ' +
      'administrator stays one.',
    params,
    body: refTo(UserChange),
    answers: { 200: refTo(User) },
    needs: 'administer',
    audit: 'user.change',
    problems: ['user-not-found', 'last-admin', 'weak-password', 'managed-by-provider'],
  },
  'GET /api/users/:id/sessions': {
    operationId: 'listUserSessions',
    tag: 'users',
    summary: 'List the sessions of a user, newest first',
    params,
    answers: { 200: Type.Object({ sessions: Type.Array(refTo(SessionEntry)) }) },
    needs: 'administer',
    problems: ['user-not-found'],
  },
} as const satisfies RouteTable
