import Type from 'typebox'
import { SignInMethods } from '../auth.ts'
import { withHeaders } from './answer-headers.ts'
import { refTo } from './ref-to.ts'
import type { RouteTable } from './route.ts'

const elsewhere = (description: string) => withHeaders(Type.Null({ description }), 'Location', 'Set-Cookie')

/** Signing in at a provider of OpenID Connect. */
export const oidcRoutes = {
  'GET /api/auth/methods': {
    operationId: 'listSignInMethods',
    tag: 'auth',
    summary: 'How people may sign in here',
    answers: { 200: refTo(SignInMethods) },
    needs: 'nothing',
    light: true,
  },
  'GET /api/auth/oidc': {
    operationId: 'beginOidc',
    tag: 'auth',
    summary: 'Begin to sign in at the provider (OpenID Connect)',
    description:
      'For browsers: leads to the provider, which leads back to the callback. What was begun is kept in a cookie of ten ' +
      'minutes. A browser that is refused is led to the console, which says why; one that another site sends here, to the ' +
      'page where people sign in.',
    query: Type.Object(
      {
        returnTo: Type.Optional(
          Type.String({ maxLength: 2048, description: 'A path here to go on at; anything else leads to `/`' }),
        ),
      },
      { additionalProperties: false },
    ),
    answers: { 303: elsewhere('To the provider, or to the console') },
    needs: 'nothing',
    problems: ['provider-unavailable', 'route-not-found'],
  },
  'GET /api/auth/oidc/callback': {
    operationId: 'finishOidc',
    tag: 'auth',
    summary: 'Come back from the provider, signed in or refused',
    description:
      'Takes what OpenID Connect says (`code`, `state`, `iss`, or `error`). Sets the cookies of `POST /api/auth/login`, but ' +
      'for `gdevice`. A user is added at their first sign-in; their role follows the provider at each, where it is set up so.',
    query: Type.Object({}),
    answers: { 303: elsewhere('To the path that was asked for, or to the console with `refused`') },
    needs: 'nothing',
    audit: 'session.login',
    problems: [
      'sign-in-failed',
      'role-missing',
      'email-refused',
      'user-disabled',
      'provider-unavailable',
      'route-not-found',
    ],
  },
} as const satisfies RouteTable
