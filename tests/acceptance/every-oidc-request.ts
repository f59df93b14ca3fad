import type { ProblemCode } from '@syndicate/contracts'
import type { IdentityProvider } from '../../apps/gateway/tests/identity-provider.ts'
import { createSmallBrowser } from '../../apps/gateway/tests/small-browser.ts'
import { checkedFetch } from '../conformance/checked-fetch.ts'
import type { Client } from './client.ts'

export interface AtProvider {
  idp: IdentityProvider
  /** Where the gateway sends people back to; nothing is there. */
  publicUrl: string
}

/** What the operations about signing in at a provider may be made to answer without a fault. */
export function everyOidcRequest({ url }: Client, { idp, publicUrl }: AtProvider) {
  const path = '/api/auth/oidc'
  const asPage = { accept: 'text/html' }
  const browserHere = () => createSmallBrowser({ [publicUrl]: url })
  const ask = (more: string, headers: Record<string, string> = {}) =>
    checkedFetch(new URL(path + more, url), { headers })

  /** Comes back from the provider. @returns the browser, and where it is to go on */
  async function comeBack(groups: string[]) {
    const browser = browserHere()
    const who = `somebody in ${groups.join()}`
    idp.people[who] = { groups }
    const asked = await browser.follow(publicUrl + path, (each) => each.includes('/interaction/'))
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const body = new URLSearchParams({ who }).toString()
    const back = await browser.follow(asked, (each) => each.startsWith(publicUrl), { method: 'POST', headers, body })
    return { browser, back: back.slice(publicUrl.length) }
  }

  async function finish(groups: string[], headers: Record<string, string>): Promise<Response> {
    const { browser, back } = await comeBack(groups)
    const begun = [...browser.cookies(publicUrl + path)].filter(([name]) => name.startsWith('goidc-'))
    const cookie = begun.map((pair) => pair.join('=')).join('; ')
    return checkedFetch(new URL(back, url), { headers: { cookie, ...headers } })
  }

  /** Asks as somebody who signed in there. */
  async function askSignedIn(path: string, body?: object): Promise<Response> {
    const { browser, back } = await comeBack(['staff'])
    await browser.follow(publicUrl + back, (each) => each === `${publicUrl}/`)
    const [gsession, csrf] = ['gsession', 'csrfToken'].map((name) => browser.cookies(publicUrl).get(name)!)
    const headers: Record<string, string> = { cookie: `gsession=${gsession}; csrfToken=${csrf}`, 'x-csrf-token': csrf! }
    const more = body && { body: JSON.stringify(body) }
    if (body) headers['content-type'] = 'application/json'
    return checkedFetch(new URL(path, url), { method: 'POST', headers, ...more })
  }

  const requests = {
    'GET /api/auth/methods': [[200, () => checkedFetch(new URL('/api/auth/methods', url))]],
    'GET /api/auth/oidc': [[303, () => ask('?returnTo=/runs', asPage)]],
    'GET /api/auth/oidc/callback': [
      [303, () => finish(['staff'], asPage)],
      [303, () => ask('/callback?code=x', asPage)],
      ['sign-in-failed', () => ask('/callback?code=x')],
      ['role-missing', () => finish(['nobody'], {})],
    ],
  } satisfies Record<string, [number | ProblemCode, () => Promise<Response>][]>
  const leave = () => askSignedIn('/api/auth/logout')
  const changePassword = () =>
    askSignedIn('/api/auth/password', { currentPassword: 'none', newPassword: 'copper kettle under snow' })
  return { requests, leave, changePassword }
}
