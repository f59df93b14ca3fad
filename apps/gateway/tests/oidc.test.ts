import type { AuditEntry, SessionInfo, SignInMethods, User } from '@syndicate/contracts'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { bodyOf, codeOf, json, openGateway, password, type Client, type OpenGateway } from './fixture.ts'
import { clientSecret, startIdentityProvider, type IdentityProvider } from './identity-provider.ts'
import { createSmallBrowser } from './small-browser.ts'

/** Where people find the console: behind a proxy, with a path. */
const publicUrl = 'https://etl.example.org/etl'
const start = `${publicUrl}/api/auth/oidc`
const callback = `${start}/callback`

let idp: IdentityProvider
let gateway: OpenGateway
let admin: Client

type Settings = NonNullable<OpenGateway['config']['api']['auth']['oidc']>

function settingsOf(changes: Partial<Settings> = {}): Settings {
  return {
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
  }
}

beforeAll(async () => {
  idp = await startIdentityProvider()
  idp.open(publicUrl)
  gateway = await openGateway({ auth: { oidc: settingsOf() } })
  admin = await gateway.signIn('admin')
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await idp[Symbol.asyncDispose]()
})
beforeEach(() => {
  idp.forge = null
})

const browserAt = (url = gateway.url) => createSmallBrowser({ [publicUrl]: url })
type Browser = ReturnType<typeof browserAt>
const isBack = (url: string) => url.startsWith(publicUrl) && !url.startsWith(start)
const isCallback = (url: string) => url.startsWith(callback)

/** Signs somebody in at the provider. @returns where they are led, which is the callback where `stop` says so */
async function comeBack(browser: Browser, who: string, stop = isBack, from = start): Promise<string> {
  const asked = await browser.follow(from, (url) => url.includes('/interaction/') || stop(url))
  if (!asked.includes('/interaction/')) return asked
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return browser.follow(asked, stop, { method: 'POST', headers, body: new URLSearchParams({ who }).toString() })
}

async function sessionOf(browser: Browser): Promise<SessionInfo> {
  return bodyOf<SessionInfo>(await browser.ask(`${publicUrl}/api/auth/session`))
}

async function userNamed(username: string): Promise<User | undefined> {
  const { users } = await bodyOf<{ users: User[] }>(await admin.get('/api/users?limit=1000'))
  return users.find((each) => each.username === username)
}

async function trailOf(target: string): Promise<Pick<AuditEntry, 'kind' | 'outcome' | 'code'>[]> {
  const { entries } = await bodyOf<{ entries: AuditEntry[] }>(await admin.get('/api/audit?limit=1000'))
  return entries.filter((each) => each.target === target).map(({ kind, outcome, code }) => ({ kind, outcome, code }))
}

describe('somebody the provider vouches for', () => {
  test('is added at their first sign-in, with the highest role their groups stand for, and goes on where they were', async () => {
    idp.people['s-ada'] = { preferred_username: 'Ada Lovelace', groups: ['staff', 'etl-operators', 'elsewhere'] }
    const browser = browserAt()
    expect(
      await comeBack(browser, 's-ada', isBack, `${start}?returnTo=${encodeURIComponent('/runs?state=failed')}`),
    ).toBe(`${publicUrl}/runs?state=failed`)
    const session = await sessionOf(browser)
    expect(session).toMatchObject({ username: 'Ada-Lovelace', role: 'operator', source: 'oidc' })
    expect(await userNamed('Ada-Lovelace')).toMatchObject({ id: session.userId, source: 'oidc', disabled: false })
    await vi.waitFor(async () => {
      expect(await trailOf(session.userId)).toEqual([{ kind: 'user.create', outcome: 'done', code: null }])
      expect(await trailOf('Ada-Lovelace')).toEqual([{ kind: 'session.login', outcome: 'done', code: null }])
    })
  })

  test('is known again by their subject, whatever they are called by then; a change of role ends what they had open', async () => {
    idp.people['s-bea'] = { preferred_username: 'bea', groups: ['etl-admins'] }
    const before = browserAt()
    await comeBack(before, 's-bea')
    const first = await sessionOf(before)
    idp.people['s-bea'] = { preferred_username: 'beatrice', groups: ['staff'] }
    const after = browserAt()
    await comeBack(after, 's-bea')
    expect(await sessionOf(after)).toMatchObject({ userId: first.userId, username: 'bea', role: 'viewer' })
    expect((await before.ask(`${publicUrl}/api/auth/session`)).status).toBe(401)
    await vi.waitFor(async () =>
      expect(await trailOf(first.userId)).toContainEqual({ kind: 'user.change', outcome: 'done', code: null }),
    )
  })

  test('is nobody who has the same name, and takes nothing over', async () => {
    const local = await gateway.enter('admin')
    idp.people['s-twin'] = { preferred_username: local.username.toUpperCase(), groups: ['staff'] }
    const browser = browserAt()
    await comeBack(browser, 's-twin')
    const session = await sessionOf(browser)
    expect(session).toMatchObject({ username: `${local.username.toUpperCase()}-2`, role: 'viewer' })
    expect(session.userId).not.toBe(local.userId)
    expect(await userNamed(local.username)).toMatchObject({ id: local.userId, role: 'admin', source: 'local' })
  })

  test('has no password here, and their role is the provider’s; keys they make work', async () => {
    idp.people['s-cy'] = { preferred_username: 'cy', groups: ['etl-operators'] }
    const browser = browserAt()
    await comeBack(browser, 's-cy')
    const { userId, csrf } = await sessionOf(browser)
    const send = (path: string, body: object) =>
      browser.ask(publicUrl + path, json(body, { 'x-csrf-token': csrf, accept: 'application/json' }))
    const change = await send('/api/auth/password', { currentPassword: 'x', newPassword: 'tired zebra charger' })
    expect([change.status, await codeOf(change)]).toEqual([409, 'managed-by-provider'])
    for (const body of [{ password: 'tired zebra charger' }, { role: 'admin' }])
      expect(await codeOf(await admin.send('PATCH', `/api/users/${userId}`, body))).toBe('managed-by-provider')
    const login = await fetch(`${gateway.url}/api/auth/login`, json({ username: 'cy', password }))
    expect(await codeOf(login)).toBe('wrong-credentials')

    const { key } = await bodyOf<{ key: string }>(await send('/api/keys', { name: 'k', scopes: ['read'] }))
    const bearer = { headers: { authorization: `Bearer ${key}` } }
    expect((await fetch(`${gateway.url}/api/runs`, bearer)).status).toBe(200)
    expect((await admin.send('PATCH', `/api/users/${userId}`, { disabled: true })).status).toBe(200)
    expect((await fetch(`${gateway.url}/api/runs`, bearer)).status).toBe(401)
    expect(await comeBack(browserAt(), 's-cy')).toBe(`${publicUrl}/?refused=user-disabled`)
  })

  test('signs in at a public client too, which has no secret; without a role claim the role is ours to change', async () => {
    const {
      roleClaim: _none,
      clientSecret: _noSecret,
      ...rest
    } = settingsOf({ clientId: 'public', roles: {}, defaultRole: 'viewer' })
    const other = await gateway.beside({ changes: { auth: { oidc: rest } } })
    idp.people['s-dot'] = { preferred_username: 'dot', groups: ['etl-admins'] }
    const browser = browserAt(other.url)
    await comeBack(browser, 's-dot')
    const { userId, role } = await sessionOf(browser)
    expect(role).toBe('viewer')
    const raised = await fetch(`${other.url}/api/users/${userId}`, {
      ...json({ role: 'operator' }, admin.headers),
      method: 'PATCH',
    })
    expect(raised.status).toBe(200)
    const again = browserAt(other.url)
    await comeBack(again, 's-dot')
    expect((await sessionOf(again)).role).toBe('operator')
  })
})

describe('the way there and back', () => {
  test('is by code, PKCE, state and nonce, kept in a cookie of this browser for ten minutes', async () => {
    const response = await browserAt().ask(start)
    const to = new URL(response.headers.get('location')!)
    expect(to.origin + to.pathname).toBe(`${idp.issuer}/auth`)
    expect(Object.fromEntries(to.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'syndicate',
      redirect_uri: callback,
      scope: 'openid profile email groups',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
      state: expect.stringMatching(/^[\w-]{43}$/) as string,
      nonce: expect.stringMatching(/^[\w-]{43}$/) as string,
    })
    const [cookie, ...more] = response.headers.getSetCookie()
    expect(more).toEqual([])
    expect(cookie).toMatch(/^goidc=[^;]+; Max-Age=600; Path=\/etl\/api\/auth\/oidc; HttpOnly; Secure; SameSite=Lax$/)
    expect([response.status, response.headers.get('cache-control')]).toEqual([303, 'no-store'])
  })

  test('ends in the session that passwords give, and in no trace of what was begun', async () => {
    idp.people['s-eve'] = { preferred_username: 'eve', groups: ['staff'] }
    const browser = browserAt()
    const response = await browser.ask(await comeBack(browser, 's-eve', isCallback))
    const given = response.headers.getSetCookie()
    expect(given.find((each) => each.startsWith('gsession='))).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Strict$/)
    expect(given.find((each) => each.startsWith('csrfToken='))).toMatch(/; Path=\/; Secure; SameSite=Strict$/)
    expect(given.find((each) => each.startsWith('goidc='))).toMatch(/^goidc=; .*Expires=Thu, 01 Jan 1970/)
    expect(browser.cookies(callback).has('goidc')).toBe(false)
  })

  test('ends the session that was there before', async () => {
    idp.people['s-fay'] = { preferred_username: 'fay', groups: ['staff'] }
    const browser = browserAt()
    await comeBack(browser, 's-fay')
    const former = { headers: { cookie: `gsession=${browser.cookies(publicUrl).get('gsession')}` } }
    expect((await fetch(`${gateway.url}/api/auth/session`, former)).status).toBe(200)
    await comeBack(browser, 's-fay')
    expect((await fetch(`${gateway.url}/api/auth/session`, former)).status).toBe(401)
  })

  test.each(['https://evil.example/', '//evil.example', '/\\evil.example', '/.//evil.example', 'javascript:alert(1)'])(
    'leads to / where %s was asked for',
    async (returnTo) => {
      const from = `${start}?returnTo=${encodeURIComponent(returnTo)}`
      expect(await comeBack(browserAt(), 's-eve', isBack, from)).toBe(`${publicUrl}/`)
    },
  )

  test('leads to the provider’s own sign-out, from which it leads back here', async () => {
    const browser = browserAt()
    await comeBack(browser, 's-eve')
    const { csrf } = await sessionOf(browser)
    const left = await browser.ask(`${publicUrl}/api/auth/logout`, {
      method: 'POST',
      headers: { 'x-csrf-token': csrf },
    })
    const { signOutAt } = await bodyOf<{ signOutAt: string }>(left)
    expect(left.status).toBe(200)
    const { origin, searchParams } = new URL(signOutAt)
    expect([origin, searchParams.get('post_logout_redirect_uri')]).toEqual([idp.issuer, `${publicUrl}/`])
    expect((await browser.ask(signOutAt)).status).toBe(200)
    expect((await browser.ask(`${publicUrl}/api/auth/session`)).status).toBe(401)
    expect((await admin.post('/api/auth/logout')).status).toBe(204)
    admin = await gateway.signIn('admin')
  })
})

describe('whoever is refused', () => {
  test('for having no role is told so on a page or as a problem; known here, they have no session any more', async () => {
    idp.people['s-guy'] = { preferred_username: 'guy', groups: ['staff'] }
    const known = browserAt()
    await comeBack(known, 's-guy')
    idp.people['s-guy'] = { preferred_username: 'guy', groups: ['elsewhere'] }
    expect(await comeBack(browserAt(), 's-guy')).toBe(`${publicUrl}/?refused=role-missing`)
    expect((await known.ask(`${publicUrl}/api/auth/session`)).status).toBe(401)
    const program = browserAt()
    const back = await comeBack(program, 's-guy', isCallback)
    const told = await program.ask(back, { headers: { accept: 'application/json' } })
    expect([told.status, await codeOf(told)]).toEqual([403, 'role-missing'])
    await vi.waitFor(async () =>
      expect(await trailOf('guy')).toContainEqual({ kind: 'session.login', outcome: 'refused', code: 'role-missing' }),
    )
  })

  test('for their mail address: of another domain, or not verified', async () => {
    const oidc = settingsOf({ allowedDomains: ['example.org'] })
    const { url } = await gateway.beside({ changes: { auth: { oidc } } })
    const come = async (who: string, email: string, verified: boolean) => {
      idp.people[who] = { preferred_username: who, groups: ['staff'], email, email_verified: verified }
      return comeBack(browserAt(url), who)
    }
    expect(await come('s-1', 'a@example.org', true)).toBe(`${publicUrl}/`)
    for (const [email, verified] of [
      ['a@example.org', false],
      ['a@example.org.evil.example', true],
      ['a@evil-example.org', true],
    ] as const)
      expect([email, await come('s-2', email, verified)]).toEqual([email, `${publicUrl}/?refused=email-refused`])
  })

  test('by the provider itself', async () => {
    expect(await comeBack(browserAt(), '')).toBe(`${publicUrl}/?refused=sign-in-failed`)
  })
})

describe('what does not belong together is refused, and asks nothing of the provider:', () => {
  const refusal = `${publicUrl}/?refused=sign-in-failed`
  const came = (browser: Browser, url: string) => browser.follow(url, isBack)

  test.each<[string, (back: URL) => void]>([
    ['another state', (back) => back.searchParams.set('state', 'x'.repeat(43))],
    ['no state', (back) => back.searchParams.delete('state')],
    ['two codes', (back) => back.searchParams.append('code', 'another')],
    ['another issuer', (back) => back.searchParams.set('iss', 'https://evil.example')],
    ['no issuer, where it says it tells', (back) => back.searchParams.delete('iss')],
  ])('%s', async (_what, change) => {
    const browser = browserAt()
    const back = new URL(await comeBack(browser, 's-eve', isCallback))
    change(back)
    const { codesTaken } = idp
    expect(await came(browser, back.href)).toBe(refusal)
    expect([idp.codesTaken, browser.cookies(publicUrl).has('gsession')]).toEqual([codesTaken, false])
  })

  test('another browser, with a cookie of its own sign-in or none; a cookie that we did not sign', async () => {
    const back = await comeBack(browserAt(), 's-eve', isCallback)
    const another = browserAt()
    await another.ask(start)
    const forger = browserAt()
    forger.plant(callback, 'goidc=eyJhbGciOiJub25lIn0.eyJzdGF0ZSI6IngifQ.')
    for (const browser of [another, browserAt(), forger]) expect(await came(browser, back)).toBe(refusal)
  })
})

test('a code is good once, in this browser too', async () => {
  const browser = browserAt()
  const back = await comeBack(browser, 's-eve', isCallback)
  const begun = browser.cookies(callback).get('goidc')
  expect(await browser.follow(back, isBack)).toBe(`${publicUrl}/`)
  expect(await browser.follow(back, isBack)).toBe(`${publicUrl}/?refused=sign-in-failed`)
  browser.plant(callback, `goidc=${begun}`)
  expect(await browser.follow(back, isBack)).toBe(`${publicUrl}/?refused=sign-in-failed`)
})

describe('an ID token', () => {
  /** One that is right, but for what is changed. */
  async function comeWith(changes: object, more: { header?: object; spoilt?: boolean } = {}): Promise<string> {
    const browser = browserAt()
    const nonce = new URL((await browser.ask(start)).headers.get('location')!)
    const back = new URL(callback)
    const { state, nonce: expected } = Object.fromEntries(nonce.searchParams)
    back.search = new URLSearchParams({ code: 'any', state: state!, iss: idp.issuer }).toString()
    const good = {
      iss: idp.issuer,
      sub: 's-x',
      aud: 'syndicate',
      nonce: expected,
      preferred_username: 'x',
      groups: ['staff'],
    }
    idp.forge = (now) => ({ claims: { ...good, iat: now, exp: now + 60, ...changes }, ...more })
    return browser.follow(back.href, isBack)
  }
  const hourAgo = Math.floor(Date.now() / 1000) - 3600

  test('that is right lets in', async () => expect(await comeWith({})).toBe(`${publicUrl}/`))

  test.each<[string, object, object?]>([
    ['for another audience', { aud: 'another' }],
    ['for several, of another party', { aud: ['syndicate', 'another'], azp: 'another' }],
    ['of another issuer', { iss: 'https://evil.example' }],
    ['with another nonce', { nonce: 'another' }],
    ['with no nonce', { nonce: undefined }],
    ['that is over', { iat: hourAgo, exp: hourAgo + 60 }],
    ['whose signature is of something else', {}, { spoilt: true }],
    ['by a key nobody knows', {}, { header: { kid: 'another' } }],
    ['that needs no signature', {}, { header: { alg: 'none' } }],
  ])('%s lets nobody in', async (_what, changes, more) =>
    expect(await comeWith(changes, more)).toBe(`${publicUrl}/?refused=sign-in-failed`),
  )
})

describe('how one may sign in', () => {
  const methodsAt = async (url: string) => bodyOf<SignInMethods>(await fetch(`${url}/api/auth/methods`))

  test('is open to whoever asks', async () => {
    const oidc = { label: 'Company account', start, available: true }
    expect(await methodsAt(gateway.url)).toEqual({ password: true, oidc })
  })

  test('where there is no provider: with passwords', async () => {
    await using plain = await openGateway()
    expect(await methodsAt(plain.url)).toEqual({ password: true, oidc: null })
    for (const path of ['', '/callback']) {
      const answer = await fetch(`${plain.url}/api/auth/oidc${path}`)
      expect([answer.status, await codeOf(answer)]).toEqual([404, 'route-not-found'])
    }
  })

  test('where passwords are not taken: with the provider alone, and nobody is added by hand', async () => {
    const { url } = await gateway.beside({ changes: { auth: { oidc: settingsOf({ localUsers: false }) } } })
    expect(await methodsAt(url)).toMatchObject({ password: false, oidc: { available: true } })
    const login = await fetch(`${url}/api/auth/login`, json({ username: 'admin', password }))
    expect([login.status, await codeOf(login)]).toEqual([403, 'passwords-off'])
    const user = { username: 'new', password: 'tired zebra charger', role: 'viewer' }
    expect(await codeOf(await fetch(`${url}/api/users`, json(user, admin.headers)))).toBe('passwords-off')
    idp.people['s-hal'] = { preferred_username: 'hal', groups: ['staff'] }
    expect(await comeBack(browserAt(url), 's-hal')).toBe(`${publicUrl}/`)
  })

  /** A provider that is none: it answers as it is told. */
  async function openBroken(answer: Parameters<typeof createServer>[1]) {
    const server = createServer(answer!).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { url } = await gateway.beside({ changes: { auth: { oidc: settingsOf({ issuer }) } } })
    return { url, [Symbol.dispose]: () => (server.closeAllConnections(), server.close()) }
  }

  test.each<[string, Parameters<typeof createServer>[1]]>([
    ['is away', (request) => request.socket.destroy()],
    ['fails', (_request, response) => response.writeHead(503).end()],
    [
      'answers without end',
      (_request, response) => {
        response.setHeader('content-type', 'application/json')
        const more = () => response.destroyed || (response.write(' '.repeat(65_536)), setImmediate(more))
        more()
      },
    ],
  ])('where the provider %s: with passwords, and people are told', async (_how, answer) => {
    using broken = await openBroken(answer)
    expect(await methodsAt(broken.url)).toMatchObject({ password: true, oidc: { available: false } })
    const begun = await browserAt(broken.url).ask(start)
    expect(begun.headers.get('location')).toBe(`${publicUrl}/?refused=provider-unavailable`)
    const program = await fetch(`${broken.url}/api/auth/oidc`, { redirect: 'manual' })
    expect([program.status, await codeOf(program)]).toEqual([503, 'provider-unavailable'])
    expect((await fetch(`${broken.url}/api/auth/login`, json({ username: 'admin', password }))).status).toBe(200)
  })

  test('where the provider says nothing: it is not waited for', async () => {
    using silent = await openBroken(() => {})
    const startedAt = performance.now()
    expect(await methodsAt(silent.url)).toMatchObject({ oidc: { available: false } })
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })
})

test('who fails often waits', async () => {
  const codes: string[] = []
  for (let tries = 0; tries < 32; tries += 1)
    codes.push(await codeOf(await fetch(`${gateway.url}/api/auth/oidc/callback?code=x&state=y`)))
  expect(codes.at(-1)).toBe('too-many-requests')
})
