import Type from 'typebox'
import { LoginAnswer, LoginRequest, PasswordChange, ProviderSignOut, SessionEntry, SessionInfo } from '../auth.ts'
import { withHeaders } from './answer-headers.ts'
import { TextFilter } from './filters.ts'
import { refTo } from './ref-to.ts'
import { oidcRoutes } from './oidc.ts'
import type { RouteTable } from './route.ts'

export const authRoutes = {
  'POST /api/auth/login': {
    operationId: 'login',
    tag: 'auth',
    summary: 'Sign in',
    description:
      'Sets the cookies `gsession` and `csrfToken`, and `gdevice`, by which this device is known when strangers try the ' +
      'same account. The header `X-Login-Time` says how long it took, in milliseconds. After ten wrong tries at an account, ' +
      'or thirty from a network within a minute, 429 says with `Retry-After` when the next one is taken.',
    body: refTo(LoginRequest),
    answers: { 200: withHeaders(refTo(LoginAnswer), 'X-Login-Time', 'Set-Cookie') },
    needs: 'nothing',
    audit: 'session.login',
    problems: ['wrong-credentials', 'passwords-off'],
  },
  ...oidcRoutes,
  'GET /api/auth/session': {
    operationId: 'showSession',
    tag: 'auth',
    summary: 'Who am I',
    description: 'Also renews a session past half its life, and gives a CSRF token that holds.',
    answers: { 200: withHeaders(refTo(SessionInfo), 'Set-Cookie') },
    needs: 'session',
  },
  'POST /api/auth/logout': {
    operationId: 'logout',
    tag: 'auth',
    summary: 'Sign out',
    description:
      'Revokes the session everywhere at once; its open WebSockets are closed. Who signed in at a provider is told where to ' +
      'sign out there as well, if that is set up.',
    answers: {
      200: withHeaders(refTo(ProviderSignOut), 'Set-Cookie'),
      204: withHeaders(Type.Null({ description: 'Signed out' }), 'Set-Cookie'),
    },
    needs: 'session',
    audit: 'session.logout',
  },
  'POST /api/auth/logout-everywhere': {
    operationId: 'logoutEverywhere',
    tag: 'auth',
    summary: 'Sign out everywhere',
    description: 'Revokes every session of this user, this one included, and closes their WebSockets. Keys stay.',
    answers: { 204: withHeaders(Type.Null({ description: 'Signed out everywhere' }), 'Set-Cookie') },
    needs: 'session',
    audit: 'session.revoke',
  },
  'GET /api/auth/sessions': {
    operationId: 'listSessions',
    tag: 'auth',
    summary: 'List my sessions, newest first',
    description: 'When each was opened, from where and with what; `current` marks the one that asks.',
    answers: { 200: Type.Object({ sessions: Type.Array(refTo(SessionEntry)) }) },
    needs: 'session',
  },
  'DELETE /api/auth/sessions/:id': {
    operationId: 'endSession',
    tag: 'auth',
    summary: 'End a session: one of mine or, for an administrator, anybody’s',
    description: 'Its WebSockets are closed at once.',
    params: Type.Object({ id: TextFilter(64, 'Of a session, as listed') }),
    answers: { 204: Type.Null({ description: 'Ended, with its WebSockets' }) },
    needs: 'session',
    audit: 'session.revoke',
    problems: ['session-not-found'],
  },
  'POST /api/auth/password': {
    operationId: 'changePassword',
    tag: 'auth',
    summary: 'Change my password',
    description:
      'Ends every session of this user and opens a new one for whoever asks, with new cookies. Their API keys end as well, ' +
      'unless `keepKeys` says otherwise.',
    body: refTo(PasswordChange),
    answers: { 200: withHeaders(refTo(LoginAnswer), 'Set-Cookie') },
    needs: 'session',
    audit: 'user.change',
    problems: ['wrong-password', 'weak-password', 'wrong-credentials', 'managed-by-provider'],
  },
} as const satisfies RouteTable
