import { pathTo } from '@syndicate/contracts'
import { answerOf } from './answer-of.ts'

export interface Session {
  gatewayUrl: string
  csrf: string
  /** Proves who asks, on any request. */
  headers: Record<string, string>
}

/** Signs in as the user every development system has. */
export async function signIn(gatewayUrl: string): Promise<Session> {
  const response = await fetch(new URL(pathTo('POST /api/auth/login'), gatewayUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'trader1', password: 'password123' }),
  })
  const { csrf } = await answerOf<'POST /api/auth/login'>(response)
  // The cookies are `Secure`: a browser would not send them to http, a program may.
  const cookie = response.headers.getSetCookie().map((line) => line.split(';')[0])
  return { gatewayUrl, csrf, headers: { cookie: cookie.join('; '), 'x-csrf-token': csrf } }
}
