import { timingSafeEqual } from 'node:crypto'
import { ProblemError } from '@syndicate/contracts'
import type { FastifyRequest } from 'fastify'
import type { App } from '../app-type.ts'
import { isChange } from './authenticate.ts'
import { csrfCookie, csrfHeader } from './cookies.ts'
import type { Csrf } from './csrf.ts'
import { principalOf } from './principal.ts'

/** A browser that says a change comes from another site is believed, with a session or without. */
export function refuseCrossSite(app: App): void {
  app.addHook('onRequest', async (request) => {
    if (isChange(request.method) && request.headers['sec-fetch-site'] === 'cross-site') {
      throw new ProblemError('origin-refused', 'Changes from another site are refused')
    }
  })
}

/** Changes on a session cookie need the session's CSRF token, in the header and the same in the cookie. */
export function requireCsrfToken(app: App, csrf: Csrf): void {
  app.addHook('onRequest', async (request) => {
    if (isChange(request.method) && !carriesToken(request, csrf)) throw new ProblemError('csrf-failed')
  })
}

function carriesToken(request: FastifyRequest, csrf: Csrf): boolean {
  const header = request.headers[csrfHeader]
  const cookie = request.cookies[csrfCookie]
  if (typeof header !== 'string' || cookie === undefined || !sameText(header, cookie)) return false
  return csrf.verify(header, principalOf(request).sid)
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
