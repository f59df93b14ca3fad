import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

export const sessionCookie = 'gsession'
export const csrfCookie = 'csrfToken'
export const deviceCookie = 'gdevice'
export const flowCookie = 'goidc'
const flowPrefix = `${flowCookie}-`
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

interface FlowPlace {
  /** As browsers see it: where people find the console may have a path. */
  path: string
  secure: boolean
}

/** The cookie of one sign-in under way, so that two tabs do not spoil each other's. @param state random, of letters, digits, - and _ */
export function flowCookieOf(state: string): string {
  return flowPrefix + state.slice(0, 8)
}

/** Those that a browser brings, the oldest first. */
export function flowCookiesOf({ cookies }: FastifyRequest): string[] {
  return Object.keys(cookies).filter((name) => name.startsWith(flowPrefix))
}

/** Lax, since it has to come along when another site, the provider, leads back here; and only to where that is. */
export function setFlowCookie(
  reply: FastifyReply,
  name: string,
  token: string,
  { path, secure, maxAgeSeconds }: FlowPlace & { maxAgeSeconds: number },
): void {
  reply.setCookie(name, token, { path, secure, maxAge: maxAgeSeconds, sameSite: 'lax', httpOnly: true })
}

export function clearFlowCookie(reply: FastifyReply, name: string, { path, secure }: FlowPlace): void {
  reply.clearCookie(name, { path, secure, sameSite: 'lax', httpOnly: true })
}

export function clearSessionCookies(reply: FastifyReply, scope: CookieScope): void {
  reply.clearCookie(sessionCookie, { ...attributesOf(scope), httpOnly: true })
  reply.clearCookie(csrfCookie, attributesOf(scope))
}

function attributesOf({ basePath, secure }: CookieScope): CookieSerializeOptions {
  return { path: basePath || '/', sameSite: 'strict', secure }
}
