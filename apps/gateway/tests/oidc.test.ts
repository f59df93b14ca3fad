import type { AuditEntry, User } from '@syndicate/contracts'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { bodyOf, codeOf, json, password } from './fixture.ts'
import {
  begunIn,
  callback,
  comeBack,
  isBack,
  isCallback,
  openGatewayAtProvider,
  publicUrl,
  sessionOf,
  start,
  type GatewayAtProvider,
} from './oidc-fixture.ts'

let open: GatewayAtProvider
beforeAll(async () => {
  open = await openGatewayAtProvider()
})
afterAll(() => open[Symbol.asyncDispose]())

async function userNamed(username: string): Promise<User | undefined> {
  const { users } = await bodyOf<{ users: User[] }>(await open.admin.get('/api/users?limit=1000'))
  return users.find((each) => each.username === username)
}

async function trailOf(target: string): Promise<Pick<AuditEntry, 'kind' | 'outcome' | 'code'>[]> {
  const { entries } = await bodyOf<{ entries: AuditEntry[] }>(await open.admin.get('/api/audit?limit=1000'))
  return entries.filter((each) => each.target === target).map(({ kind, outcome, code }) => ({ kind, outcome, code }))
}

describe('somebody the provider vouches for', () => {
  test('is added at their first sign-in, with the highest role their groups stand for, and goes on where they were', async () => {
    open.idp.people['s-ada'] = { preferred_username: 'Ada Lovelace', groups: ['staff', 'etl-operators', 'elsewhere'] }
    const browser = open.browserAt()
    expect(
      await comeBack(browser, 's-ada', isBack, `${start}?returnTo=${encodeURIComponent('/runs?state=failed')}`),
    ).toBe(`${publicUrl}/runs?state=failed`)
    const session = await sessionOf(browser)
    expect(session).toMatchObject({ username: 'Ada-Lovelace', role: 'operator', source: 'oidc' })
    expect(await userNamed('Ada-Lovelace')).toMatchObject({ id: session.userId, source: 'oidc', disabled: false })
    await vi.waitFor(async () => {
      expect(await trailOf(session.userId)).toEqual([{ kind: 'user.create', outcome: 'done', code: null }])
      expect(await trailOf('Ada-Lovelace')).toEqual([{ kind: 'session.login', outcome: 'done', code: null }])
    }, 10_000)
  })

  test('is known again by their subject, whatever they are called by then; a change of role ends what they had open', async () => {
    open.idp.people['s-bea'] = { preferred_username: 'bea', groups: ['etl-admins'] }
    const before = open.browserAt()
    await comeBack(before, 's-bea')
    const first = await sessionOf(before)
    open.idp.people['s-bea'] = { preferred_username: 'beatrice', groups: ['staff'] }
    const after = open.browserAt()
    await comeBack(after, 's-bea')
    expect(await sessionOf(after)).toMatchObject({ userId: first.userId, username: 'bea', role: 'viewer' })
    expect((await before.ask(`${publicUrl}/api/auth/session`)).status).toBe(401)
    await vi.waitFor(
      async () =>
        expect(await trailOf(first.userId)).toContainEqual({ kind: 'user.change', outcome: 'done', code: null }),
      10_000,
    )
  })

  test('is nobody who has the same name, and takes nothing over', async () => {
    const local = await open.gateway.enter('admin')
    open.idp.people['s-twin'] = { preferred_username: local.username.toUpperCase(), groups: ['staff'] }
    const browser = open.browserAt()
    await comeBack(browser, 's-twin')
    const session = await sessionOf(browser)
    expect(session).toMatchObject({ username: `${local.username.toUpperCase()}-2`, role: 'viewer' })
    expect(session.userId).not.toBe(local.userId)
    expect(await userNamed(local.username)).toMatchObject({ id: local.userId, role: 'admin', source: 'local' })
  })

  test('has no password here, and their role is the provider’s; keys they make work', async () => {
    open.idp.people['s-cy'] = { preferred_username: 'cy', groups: ['etl-operators'] }
    const browser = open.browserAt()
    await comeBack(browser, 's-cy')
    const { userId, csrf } = await sessionOf(browser)
    const send = (path: string, body: object) =>
      browser.ask(publicUrl + path, json(body, { 'x-csrf-token': csrf, accept: 'application/json' }))
    const change = await send('/api/auth/password', { currentPassword: 'x', newPassword: 'tired zebra charger' })
    expect([change.status, await codeOf(change)]).toEqual([409, 'managed-by-provider'])
    for (const body of [{ password: 'tired zebra charger' }, { role: 'admin' }])
      expect(await codeOf(await open.admin.send('PATCH', `/api/users/${userId}`, body))).toBe('managed-by-provider')
    const login = await fetch(`${open.gateway.url}/api/auth/login`, json({ username: 'cy', password }))
    expect(await codeOf(login)).toBe('wrong-credentials')

    const { key } = await bodyOf<{ key: string }>(await send('/api/keys', { name: 'k', scopes: ['read'] }))
    const bearer = { headers: { authorization: `Bearer ${key}` } }
    expect((await fetch(`${open.gateway.url}/api/runs`, bearer)).status).toBe(200)
    expect((await open.admin.send('PATCH', `/api/users/${userId}`, { disabled: true })).status).toBe(200)
    expect((await fetch(`${open.gateway.url}/api/runs`, bearer)).status).toBe(401)
    expect(await comeBack(open.browserAt(), 's-cy')).toBe(`${publicUrl}/?refused=user-disabled`)
  })

  test('has a password once no provider is set up any more, and is nobody’s but ours from then on', async () => {
    open.idp.people['s-dee'] = { preferred_username: 'dee', groups: ['etl-operators'] }
    const browser = open.browserAt()
    await comeBack(browser, 's-dee')
    const { userId } = await sessionOf(browser)
    const alone = await open.gateway.beside({ changes: { auth: {} } })
    const set = json({ password: 'tired zebra charger' }, open.admin.headers)
    const changed = await fetch(`${alone.url}/api/users/${userId}`, { ...set, method: 'PATCH' })
    expect(await bodyOf<User>(changed)).toMatchObject({ id: userId, role: 'operator', source: 'local' })
    const login = await fetch(`${alone.url}/api/auth/login`, json({ username: 'dee', password: 'tired zebra charger' }))
    expect(login.status).toBe(200)
  })

  test('signs in at a public client too, which has no secret; without a role claim the role is ours to change', async () => {
    const {
      roleClaim: _none,
      clientSecret: _noSecret,
      ...rest
    } = open.settingsOf({ clientId: 'public', roles: {}, defaultRole: 'viewer' })
    const other = await open.gateway.beside({ changes: { auth: { oidc: rest } } })
    open.idp.people['s-dot'] = { preferred_username: 'dot', groups: ['etl-admins'] }
    const browser = open.browserAt(other.url)
    await comeBack(browser, 's-dot')
    const { userId, role } = await sessionOf(browser)
    expect(role).toBe('viewer')
    const raised = await fetch(`${other.url}/api/users/${userId}`, {
      ...json({ role: 'operator' }, open.admin.headers),
      method: 'PATCH',
    })
    expect(raised.status).toBe(200)
    const again = open.browserAt(other.url)
    await comeBack(again, 's-dot')
    expect((await sessionOf(again)).role).toBe('operator')
  })
})

describe('the way there and back', () => {
  test('is by code, PKCE, state and nonce, kept in a cookie of this browser for ten minutes', async () => {
    const response = await open.browserAt().ask(start)
    const to = new URL(response.headers.get('location')!)
    expect(to.origin + to.pathname).toBe(`${open.idp.issuer}/auth`)
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
    expect(cookie).toMatch(
      /^goidc-[\w-]{8}=[^;]+; Max-Age=600; Path=\/etl\/api\/auth\/oidc; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect([response.status, response.headers.get('cache-control')]).toEqual([303, 'no-store'])
  })

  test('ends in the session that passwords give, and in no trace of what was begun', async () => {
    open.idp.people['s-eve'] = { preferred_username: 'eve', groups: ['staff'] }
    const browser = open.browserAt()
    const response = await browser.ask(await comeBack(browser, 's-eve', isCallback))
    const given = response.headers.getSetCookie()
    expect(given.find((each) => each.startsWith('gsession='))).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Strict$/)
    expect(given.find((each) => each.startsWith('csrfToken='))).toMatch(/; Path=\/; Secure; SameSite=Strict$/)
    expect(given.find((each) => each.startsWith('goidc-'))).toMatch(/^goidc-[\w-]{8}=; .*Expires=Thu, 01 Jan 1970/)
    expect(begunIn(browser)).toEqual([])
  })

  test('is each tab’s own; one that began long ago makes room', async () => {
    const browser = open.browserAt()
    const first = (await browser.ask(`${start}?returnTo=/runs`)).headers.get('location')!
    expect(await comeBack(browser, 's-eve', isBack, `${start}?returnTo=/datasets`)).toBe(`${publicUrl}/datasets`)
    expect(await browser.follow(first, isBack)).toBe(`${publicUrl}/runs`)
    for (let tab = 0; tab < 6; tab += 1) await browser.ask(start)
    expect(begunIn(browser)).toHaveLength(4)
  })

  test('begins with nobody whom another site sends', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' }
    const sent = await open.browserAt().ask(`${start}?returnTo=/runs`, { headers })
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `${publicUrl}/runs`])
    expect(sent.headers.getSetCookie()).toEqual([])
  })

  test('ends the session that was there before', async () => {
    open.idp.people['s-fay'] = { preferred_username: 'fay', groups: ['staff'] }
    const browser = open.browserAt()
    await comeBack(browser, 's-fay')
    const former = { headers: { cookie: `gsession=${browser.cookies(publicUrl).get('gsession')}` } }
    expect((await fetch(`${open.gateway.url}/api/auth/session`, former)).status).toBe(200)
    await comeBack(browser, 's-fay')
    expect((await fetch(`${open.gateway.url}/api/auth/session`, former)).status).toBe(401)
  })

  test.each(['https://evil.example/', '//evil.example', '/\\evil.example', '/.//evil.example', 'javascript:alert(1)'])(
    'leads to / where %s was asked for',
    async (returnTo) => {
      const from = `${start}?returnTo=${encodeURIComponent(returnTo)}`
      expect(await comeBack(open.browserAt(), 's-eve', isBack, from)).toBe(`${publicUrl}/`)
    },
  )

  test('leads to the provider’s own sign-out, from which it leads back here', async () => {
    const browser = open.browserAt()
    await comeBack(browser, 's-eve')
    const { csrf } = await sessionOf(browser)
    const left = await browser.ask(`${publicUrl}/api/auth/logout`, {
      method: 'POST',
      headers: { 'x-csrf-token': csrf },
    })
    const { signOutAt } = await bodyOf<{ signOutAt: string }>(left)
    const hint = new URL(signOutAt).searchParams.get('id_token_hint')
    expect(hint).toMatch(/^ey[^.]+\.[^.]+\.[^.]+$/)
    expect(left.status).toBe(200)
    const { origin, searchParams } = new URL(signOutAt)
    expect([origin, searchParams.get('post_logout_redirect_uri')]).toEqual([open.idp.issuer, `${publicUrl}/`])
    expect((await browser.ask(signOutAt)).status).toBe(200)
    expect((await browser.ask(`${publicUrl}/api/auth/session`)).status).toBe(401)
    expect((await open.admin.post('/api/auth/logout')).status).toBe(204)
    open.admin = await open.gateway.signIn('admin')
  })
})

describe('whoever is refused', () => {
  test('for having no role is told so on a page or as a problem; known here, they have no session any more', async () => {
    open.idp.people['s-guy'] = { preferred_username: 'guy', groups: ['staff'] }
    const known = open.browserAt()
    await comeBack(known, 's-guy')
    open.idp.people['s-guy'] = { preferred_username: 'guy', groups: ['elsewhere'] }
    const wanted = `${start}?returnTo=${encodeURIComponent('/runs?state=failed')}`
    expect(await comeBack(open.browserAt(), 's-guy', isBack, wanted)).toBe(
      `${publicUrl}/runs?state=failed&refused=role-missing`,
    )
    expect((await known.ask(`${publicUrl}/api/auth/session`)).status).toBe(401)
    const program = open.browserAt()
    const back = await comeBack(program, 's-guy', isCallback)
    const told = await program.ask(back, { headers: { accept: 'application/json' } })
    expect([told.status, await codeOf(told)]).toEqual([403, 'role-missing'])
    await vi.waitFor(
      async () =>
        expect(await trailOf('guy')).toContainEqual({
          kind: 'session.login',
          outcome: 'refused',
          code: 'role-missing',
        }),
      10_000,
    )
  })

  test('for their mail address: of another domain, or not verified', async () => {
    const oidc = open.settingsOf({ allowedDomains: ['example.org'] })
    const { url } = await open.gateway.beside({ changes: { auth: { oidc } } })
    const come = async (who: string, email: string, verified: boolean) => {
      open.idp.people[who] = { preferred_username: who, groups: ['staff'], email, email_verified: verified }
      return comeBack(open.browserAt(url), who)
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
    expect(await comeBack(open.browserAt(), '')).toBe(`${publicUrl}/?refused=sign-in-failed`)
  })
})
