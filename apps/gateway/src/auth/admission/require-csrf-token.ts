import { timingSafeEqual } from 'node:crypto'
import { ProblemError } from '@syndicate/contracts'
import type { Csrf } from '@syndicate/identity'
import type { FastifyRequest } from 'fastify'
import { csrfCookie, csrfHeader } from '../cookies/cookies.ts'

/**
 * A change on a session cookie needs the session's CSRF token, in the header and the same in the cookie.
 * @throws ProblemError csrf-failed
 */
export function requireCsrfToken(csrf: Csrf, request: FastifyRequest, sid: string): void {
  const header = request.headers[csrfHeader]
  const cookie = request.cookies[csrfCookie]
  const holds =
    typeof header === 'string' && cookie !== undefined && sameText(header, cookie) && csrf.verify(header, sid)
  if (!holds) throw new ProblemError('csrf-failed')
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
