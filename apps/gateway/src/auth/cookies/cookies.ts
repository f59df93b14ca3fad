import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply } from 'fastify'

export const sessionCookie = 'gsession'
export const csrfCookie = 'csrfToken'
export const deviceCookie = 'gdevice'
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

export function clearSessionCookies(reply: FastifyReply, secure: boolean): void {
  reply.clearCookie(sessionCookie, { ...attributesOf(secure), httpOnly: true })
  reply.clearCookie(csrfCookie, attributesOf(secure))
}

function attributesOf(secure: boolean): CookieSerializeOptions {
  return { path: '/', sameSite: 'strict', secure }
}
