import { afterAll, describe, expect, test, vi } from 'vitest'
import { checkedFetch } from '../conformance/checked-fetch.ts'
import { at, developer, login, signIn, type Json } from './client.ts'
import { codeOf } from './code-of.ts'
import { problemOf } from './problem-of.ts'
import { startSystem } from './system.ts'

const system = await startSystem({ workers: 0 })
afterAll(() => system.stop())

describe('signing in', () => {
  test('answers with the user and a CSRF token, and says how long it took', async () => {
    const answer = await login(system.url)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({
      userId: expect.any(String),
      username: developer.username,
      role: 'admin',
      source: 'local',
      expiresAt: expect.any(String),
      csrf: expect.stringMatching(/^\S{32,}$/),
      message: expect.any(String),
    })
    expect(Number(answer.headers.get('x-login-time'))).toBeGreaterThan(0)
    expect(answer.headers.get('cache-control')).toContain('no-store')
  })

  test('sets a cookie for the browser alone and one that scripts may read', async () => {
    const cookies = (await login(system.url)).headers.getSetCookie()
    const attributesOf = (name: string) => {
      const [pair, ...attributes] = cookies.find((each) => each.startsWith(`${name}=`))?.split('; ') ?? []
      expect(pair).toMatch(/=.{20,}/)
      return attributes.toSorted()
    }
    expect(attributesOf('gsession')).toEqual(['HttpOnly', 'Max-Age=3600', 'Path=/', 'SameSite=Strict', 'Secure'])
    expect(attributesOf('csrfToken')).toEqual(['Max-Age=3600', 'Path=/', 'SameSite=Strict', 'Secure'])
  })

  test('tells a wrong password and an unknown user by the same answer', async () => {
    const [wrong, unknown] = await Promise.all([
      login(system.url, { ...developer, password: 'password124' }),
      login(system.url, { username: 'nobody', password: developer.password }),
    ])
    const [a, b] = [await problemOf(wrong), await problemOf(unknown)].map((problem) => ({ ...problem, instance: '' }))
    expect(a).toMatchObject({ code: 'wrong-credentials' })
    expect(a).toEqual(b)
    expect([...wrong.headers.keys()]).toEqual([...unknown.headers.keys()])
    expect(wrong.headers.getSetCookie()).toEqual([])
  })

  test.each([
    ['no password', { username: 'trader1' }],
    ['a user name that is no text', { username: 1, password: 'x' }],
    ['a member that is not known', { ...developer, role: 'admin' }],
    ['an array', [developer]],
    ['an empty user name', { username: '', password: 'x' }],
  ])('refuses %s', async (_name, credentials) => {
    expect(await codeOf(await login(system.url, credentials))).toBe('validation-failed')
  })

  test('refuses what is not JSON, and names another media type', async () => {
    const post = (type: string, body: string) =>
      checkedFetch(new URL('/api/auth/login', system.url), { method: 'POST', headers: { 'content-type': type }, body })
    expect(await codeOf(await post('application/json', '{"username":'))).toBe('malformed-body')
    expect(await codeOf(await post('application/json', ''))).toBe('empty-input')
    expect(await codeOf(await post('application/xml', '<login/>'))).toBe('unsupported-media-type')
  })
})

describe('a session', () => {
  test('says who it is, and its CSRF token holds', async () => {
    const user = await signIn(system.url)
    const session = await user.get('/api/auth/session')
    expect(session).toMatchObject({ userId: user.userId, username: developer.username, role: 'admin' })
    const minutes = (Date.parse(session['expiresAt'] as string) - Date.now()) / 60_000
    expect(minutes).toBeGreaterThan(58)
    expect(minutes).toBeLessThanOrEqual(60)
    expect((await user.post('/api/auth/logout', undefined, { 'x-csrf-token': String(session['csrf']) })).ok).toBe(true)
  })

  test('is needed everywhere but at the door', async () => {
    const paths = [
      '/api/auth/session',
      '/api/runs',
      '/api/registry',
      '/api/quarantine',
      '/api/pipelines',
      '/api/schemas',
    ]
    for (const path of [...paths, '/api/telemetry?topic=telemetry.live']) {
      const answer = await checkedFetch(new URL(path, system.url))
      expect(await codeOf(answer)).toBe('not-authenticated')
      expect(answer.headers.has('www-authenticate'), path).toBe(true)
    }
    expect(await codeOf(await checkedFetch(new URL('/api/etl/start', system.url), { method: 'POST' }))).toBe(
      'not-authenticated',
    )
  })

  test('is not believed when its token was touched or never signed', async () => {
    const { cookie } = await signIn(system.url)
    const [header, claims, signature] = (/gsession=([^;]+)/.exec(cookie)?.[1] ?? '').split('.')
    const encode = (value: Json) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const later = { ...(JSON.parse(Buffer.from(claims ?? '', 'base64url').toString()) as Json), exp: 4_000_000_000 }
    const forgeries = [
      `${header}.${encode(later)}.${signature}`,
      `${encode({ alg: 'none', typ: 'session+jwt' })}.${claims}.`,
      `${header}.${claims}.`,
      'nonsense',
    ]
    for (const forgery of forgeries) {
      const answer = await checkedFetch(new URL('/api/runs', system.url), {
        headers: { cookie: `gsession=${forgery}` },
      })
      expect(await codeOf(answer)).toBe('not-authenticated')
    }
  })

  test('is over at once, at this gateway and at any other, when it is logged out', async () => {
    const user = await signIn(system.url)
    const elsewhere = at(await system.startGateway(), user)
    // The other gateway knows the session, and could go on believing what it knows.
    expect((await elsewhere.fetch('/api/auth/session')).status).toBe(200)

    const answer = await user.post('/api/auth/logout')
    expect(answer.ok).toBe(true)
    const cleared = answer.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0])
    expect(cleared).toEqual(expect.arrayContaining(['gsession=', 'csrfToken=']))
    expect(await codeOf(await user.fetch('/api/auth/session'))).toBe('not-authenticated')
    await vi.waitUntil(async () => (await elsewhere.fetch('/api/auth/session')).status === 401, {
      timeout: 1000,
      interval: 20,
    })
  })

  test('ends without touching another session of the same user', async () => {
    const [one, other] = [await signIn(system.url), await signIn(system.url)]
    await one.post('/api/auth/logout')
    expect((await other.fetch('/api/auth/session')).status).toBe(200)
  })
})

describe('a change', () => {
  const request = { dataType: 'JSON', payload: { id: 1 }, dataset: 'forged' }

  test('needs the CSRF token of its own session', async () => {
    const [user, other] = [await signIn(system.url), await signIn(system.url)]
    const json = { 'content-type': 'application/json' }
    const forge = (headers: Record<string, string>) =>
      checkedFetch(new URL('/api/etl/start', system.url), {
        method: 'POST',
        headers: { ...json, cookie: user.cookie, ...headers },
        body: JSON.stringify(request),
      })
    expect(await codeOf(await forge({}))).toBe('csrf-failed')
    expect(await codeOf(await forge({ 'x-csrf-token': 'wrong' }))).toBe('csrf-failed')
    expect(await codeOf(await forge({ 'x-csrf-token': other.csrf }))).toBe('csrf-failed')
    // A neighbouring site can plant a cookie of its own beside the session's.
    const planted = user.cookie.replace(/csrfToken=[^;]+/, `csrfToken=${other.csrf}`)
    expect(await codeOf(await forge({ 'x-csrf-token': other.csrf, cookie: planted }))).toBe('csrf-failed')
    expect(await user.get('/api/runs?dataset=forged')).toMatchObject({ runs: [] })

    expect((await forge({ 'x-csrf-token': user.csrf })).status).toBe(202)
  })

  test('needs it for an upload and for signing out as well', async () => {
    const user = await signIn(system.url)
    for (const path of ['/api/etl/upload?pipeline=records', '/api/auth/logout']) {
      const answer = await user.fetch(path, { method: 'POST', headers: { 'x-csrf-token': '' } })
      expect(await codeOf(answer)).toBe('csrf-failed')
    }
    expect((await user.fetch('/api/auth/session')).status).toBe(200)
  })
})
