import type { SessionInfo } from '@syndicate/contracts'
import { bodyOf, openGateway, type Client, type OpenGateway } from './fixture.ts'
import { clientSecret, startIdentityProvider, type IdentityProvider } from './identity-provider.ts'
import { createSmallBrowser } from './small-browser.ts'

/** Where people find the console: behind a proxy, with a path. */
export const publicUrl = 'https://etl.example.org/etl'
export const start = `${publicUrl}/api/auth/oidc`
export const callback = `${start}/callback`

type Settings = NonNullable<OpenGateway['config']['api']['auth']['oidc']>
export type Browser = ReturnType<typeof createSmallBrowser>

export interface GatewayAtProvider {
  idp: IdentityProvider
  gateway: OpenGateway
  admin: Client
  settingsOf(changes?: Partial<Settings>): Settings
  /** One for which `publicUrl` is this gateway, or another one. */
  browserAt(url?: string): Browser
  [Symbol.asyncDispose](): Promise<void>
}

/** A gateway, and a real provider that it knows. */
export async function openGatewayAtProvider(): Promise<GatewayAtProvider> {
  const idp = await startIdentityProvider()
  idp.open(publicUrl)
  const settingsOf = (changes: Partial<Settings> = {}): Settings => ({
    issuer: idp.issuer,
    clientId: 'syndicate',
    clientSecret,
    publicUrl,
    scopes: ['openid', 'profile', 'email', 'groups'],
    label: 'Company account',
    nameClaim: 'preferred_username',
    roleClaim: 'groups',
    roles: { 'etl-admins': 'admin', 'etl-operators': 'operator', staff: 'viewer' },
    allowedDomains: [],
    localUsers: true,
    signOutAtProvider: true,
    ...changes,
  })
  const gateway = await openGateway({ auth: { oidc: settingsOf() } })
  return {
    idp,
    gateway,
    admin: await gateway.signIn('admin'),
    settingsOf,
    browserAt: (url = gateway.url) => createSmallBrowser({ [publicUrl]: url }),
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await idp[Symbol.asyncDispose]()
    },
  }
}

export const isBack = (url: string) => url.startsWith(publicUrl) && !url.startsWith(start)
export const isCallback = (url: string) => url.startsWith(callback)

/** Signs somebody in at the provider. @returns where they are led, which is the callback where `stop` says so */
export async function comeBack(browser: Browser, who: string, stop = isBack, from = start): Promise<string> {
  const asked = await browser.follow(from, (url) => url.includes('/interaction/') || stop(url))
  if (!asked.includes('/interaction/')) return asked
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return browser.follow(asked, stop, { method: 'POST', headers, body: new URLSearchParams({ who }).toString() })
}

/** The cookies of sign-ins that are under way in a browser, each as it is sent. */
export function begunIn(browser: Browser): string[] {
  const cookies = [...browser.cookies(callback)]
  return cookies.filter(([name]) => name.startsWith('goidc-')).map(([name, token]) => `${name}=${token}`)
}

export async function sessionOf(browser: Browser): Promise<SessionInfo> {
  return bodyOf<SessionInfo>(await browser.ask(`${publicUrl}/api/auth/session`))
}
