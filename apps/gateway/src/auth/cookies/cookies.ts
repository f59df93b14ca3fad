import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply } from 'fastify'

export const sessionCookie = 'gsession'
export const csrfCookie = 'csrfToken'
export const deviceCookie = 'gdevice'
export const csrfHeader = 'x-csrf-token'

/** Where browsers send cookies back to. */
export interface CookieScope {
  /** The path below which all is served; empty for none. */
  basePath: string
  /** Over HTTPS alone. */
  secure: boolean
}

interface SessionCookies {
  token: string
  csrf: string
  maxAgeSeconds: number
}

/** The session's token for the browser alone, and its CSRF token for scripts to read. */
export function setSessionCookies(reply: FastifyReply, cookies: SessionCookies, scope: CookieScope): void {
  const attributes = { ...attributesOf(scope), maxAge: cookies.maxAgeSeconds }
  reply.setCookie(sessionCookie, cookies.token, { ...attributes, httpOnly: true })
  reply.setCookie(csrfCookie, cookies.csrf, attributes)
}

/** Sent along with signing in alone, and no use for anything else. */
export function setDeviceCookie(reply: FastifyReply, token: string, maxAgeSeconds: number, scope: CookieScope): void {
  const path = `${scope.basePath}/api/auth/login`
  const attributes = { ...attributesOf(scope), path, maxAge: maxAgeSeconds, httpOnly: true }
  reply.setCookie(deviceCookie, token, attributes)
}

export function clearSessionCookies(reply: FastifyReply, scope: CookieScope): void {
  reply.clearCookie(sessionCookie, { ...attributesOf(scope), httpOnly: true })
  reply.clearCookie(csrfCookie, attributesOf(scope))
}

function attributesOf({ basePath, secure }: CookieScope): CookieSerializeOptions {
  return { path: basePath || '/', sameSite: 'strict', secure }
}
