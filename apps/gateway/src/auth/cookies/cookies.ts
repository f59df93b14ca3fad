import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply } from 'fastify'

export const sessionCookie = 'gsession'
export const csrfCookie = 'csrfToken'
export const deviceCookie = 'gdevice'
export const flowCookie = 'goidc'
export const csrfHeader = 'x-csrf-token'

interface SessionCookies {
  token: string
  csrf: string
  maxAgeSeconds: number
}

/** The session's token for the browser alone, and its CSRF token for scripts to read. */
export function setSessionCookies(reply: FastifyReply, cookies: SessionCookies, secure: boolean): void {
  const attributes = { ...attributesOf(secure), maxAge: cookies.maxAgeSeconds }
  reply.setCookie(sessionCookie, cookies.token, { ...attributes, httpOnly: true })
  reply.setCookie(csrfCookie, cookies.csrf, attributes)
}

/** Sent along with signing in alone, and no use for anything else. */
export function setDeviceCookie(reply: FastifyReply, token: string, maxAgeSeconds: number, secure: boolean): void {
  const attributes = { ...attributesOf(secure), path: '/api/auth/login', maxAge: maxAgeSeconds, httpOnly: true }
  reply.setCookie(deviceCookie, token, attributes)
}

interface FlowPlace {
  /** As browsers see it: where people find the console may have a path. */
  path: string
  secure: boolean
}

/** Lax, since it has to come along when another site, the provider, leads back here; and only to where that is. */
export function setFlowCookie(
  reply: FastifyReply,
  token: string,
  { path, secure, maxAgeSeconds }: FlowPlace & { maxAgeSeconds: number },
): void {
  reply.setCookie(flowCookie, token, { path, secure, maxAge: maxAgeSeconds, sameSite: 'lax', httpOnly: true })
}

export function clearFlowCookie(reply: FastifyReply, { path, secure }: FlowPlace): void {
  reply.clearCookie(flowCookie, { path, secure, sameSite: 'lax', httpOnly: true })
}

export function clearSessionCookies(reply: FastifyReply, secure: boolean): void {
  reply.clearCookie(sessionCookie, { ...attributesOf(secure), httpOnly: true })
  reply.clearCookie(csrfCookie, attributesOf(secure))
}

function attributesOf(secure: boolean): CookieSerializeOptions {
  return { path: '/', sameSite: 'strict', secure }
}
