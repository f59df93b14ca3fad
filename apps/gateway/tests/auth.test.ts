import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  bodyOf,
  claimsOf,
  clientOf,
  codeOf,
  cookieOf,
  json,
  jwtSecret,
  openGateway,
  password,
  signIn,
  type OpenGateway,
} from './fixture.ts'

let gateway: OpenGateway

beforeAll(async () => {
  gateway = await openGateway()
  await gateway.signIn('operator')
})
afterAll(() => gateway[Symbol.asyncDispose]())

const login = (body: unknown, headers = {}) => fetch(`${gateway.url}/api/auth/login`, json(body, headers))

describe('signing in', () => {
  test('answers with the user and sets both cookies as promised', async () => {
    const response = await login({ username: 'operator', password }, { 'accept-encoding': 'zstd, gzip' })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      userId: expect.any(String),
      username: 'operator',
      role: 'operator',
      source: 'local',
      expiresAt: expect.any(String),
      csrf: expect.any(String),
      message: expect.any(String),
    })
    expect(Number(response.headers.get('x-login-time'))).toBeGreaterThan(1)
    expect(response.headers.get('content-encoding')).toBeNull()
    const [session, csrf] = response.headers.getSetCookie()
    expect(session).toMatch(/^gsession=ey[^;]+; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Strict$/)
    expect(csrf).toMatch(/^csrfToken=[^;]+; Max-Age=3600; Path=\/; Secure; SameSite=Strict$/)
  })

  // That they also cost the same is in the unit tests of signing in.
  test('a wrong password and an unknown user look alike', async () => {
    for (const username of ['operator', 'nobody']) {
      const response = await login({ username, password: 'wrong' })
      expect([response.status, await codeOf(response)]).toEqual([401, 'wrong-credentials'])
    }
  })

  test.each([
    {},
    { username: 'operator' },
    { username: '', password },
    { username: 'a\0b', password },
    { username: 'operator', password: 'é'.repeat(513) },
    { username: 'operator', password: 7 },
    { username: 'operator', password, more: 1 },
  ])('%j is malformed', async (body) => {
    const response = await login(body)
    expect(response.status).toBe(400)
    expect(await bodyOf(response)).toMatchObject({
      code: 'validation-failed',
    })
  })

  test('a form from another site is refused', async () => {
    const form = await fetch(`${gateway.url}/api/auth/login`, {
      method: 'POST',
      body: new URLSearchParams({ username: 'operator', password }),
    })
    expect(form.status).toBe(415)
    const crossSite = await login({ username: 'operator', password }, { 'sec-fetch-site': 'cross-site' })
    expect([crossSite.status, await codeOf(crossSite)]).toEqual([403, 'origin-refused'])
  })

  test('again makes a new session and ends the one before', async () => {
    const before = await signIn(gateway.url, 'operator')
    const response = await login({ username: 'operator', password }, { cookie: before.cookie })
    const after = clientOf(gateway.url, cookieOf(response), '')
    expect((await before.get('/api/auth/session')).status).toBe(401)
    expect((await after.get('/api/auth/session')).status).toBe(200)
  })
})

describe('a session', () => {
  test('says who it is, and a change needs its own CSRF token', async () => {
    const client = await signIn(gateway.url, 'operator')
    const other = await signIn(gateway.url, 'operator')
    const info = await bodyOf<{ csrf: string }>(await client.get('/api/auth/session'))
    expect(info).toMatchObject({ username: 'operator', role: 'operator', csrf: client.csrf })

    const swapped = client.csrf.replace(/[a-f]/, (letter) => letter.toUpperCase())
    const planted = client.cookie.replace(client.csrf, other.csrf)
    for (const headers of [
      { cookie: client.cookie },
      { cookie: client.cookie, 'x-csrf-token': '' },
      { cookie: client.cookie, 'x-csrf-token': swapped },
      { cookie: client.cookie, 'x-csrf-token': other.csrf },
      { cookie: planted, 'x-csrf-token': other.csrf },
      { cookie: planted, 'x-csrf-token': client.csrf },
      { cookie: client.cookie.split(';')[0]!, 'x-csrf-token': client.csrf },
      { cookie: client.cookie.replace(client.csrf, 'x'), 'x-csrf-token': 'x' },
    ]) {
      const response = await fetch(`${gateway.url}/api/etl/start`, json({ dataType: 'JSON', payload: {} }, headers))
      expect([response.status, await codeOf(response)], JSON.stringify(headers)).toEqual([403, 'csrf-failed'])
    }
    expect((await client.post('/api/etl/start', { dataType: 'JSON', payload: { a: 1 } })).status).toBe(202)
    const crossSite = await client.post(
      '/api/etl/start',
      { dataType: 'JSON', payload: { a: 1 } },
      { 'sec-fetch-site': 'cross-site' },
    )
    expect(crossSite.status).toBe(403)
  })

  test('that is signed out is refused by every gateway at once', async () => {
    const other = await gateway.beside()
    const client = await signIn(gateway.url, 'operator')
    const there = clientOf(other.url, client.cookie, client.csrf)
    expect((await there.get('/api/auth/session')).status).toBe(200)
    expect((await client.post('/api/auth/logout')).status).toBe(204)
    expect((await client.get('/api/auth/session')).status).toBe(401)
    await expect.poll(async () => (await there.get('/api/auth/session')).status, { timeout: 1_000 }).toBe(401)
  })

  test('past half its life is renewed', async () => {
    const client = await signIn(gateway.url, 'operator')
    const sid = claimsOf(client.cookie).sid
    await gateway.runs.catalog.sessions.renew(sid, new Date(Date.now() + 600_000))
    const response = await client.get('/api/auth/session')
    const { expiresAt } = await bodyOf<{ expiresAt: string }>(response)
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now() + 3_500_000)
    expect(claimsOf(cookieOf(response)).exp).toBe(Date.parse(expiresAt) / 1000)
    expect((await gateway.runs.catalog.sessions.find(sid))?.expiresAt.toISOString()).toBe(expiresAt)
  })

  test('of a viewer reads and changes nothing', async () => {
    const viewer = await gateway.signIn('viewer')
    expect((await viewer.get('/api/runs')).status).toBe(200)
    for (const path of [
      '/api/etl/start',
      '/api/etl/upload?pipeline=records',
      '/api/runs/x/cancel',
      '/api/registry/x/rollback',
    ]) {
      const response = await viewer.post(path, { version: 1 })
      expect([path, response.status, await codeOf(response)]).toEqual([path, 403, 'forbidden'])
    }
    expect((await viewer.post('/api/auth/logout')).status).toBe(204)
  })
})

describe('a token that is not ours is refused', () => {
  // What a signature alone decides is in the unit tests of the tokens.
  test.each<[string, object, object, string]>([
    ['another secret', {}, {}, 'another secret that is long enough too'],
    ['no algorithm', { alg: 'none' }, {}, jwtSecret],
    ['another type', { typ: 'device+jwt' }, {}, jwtSecret],
    ['another user', {}, { sub: 'x' }, jwtSecret],
    ['an unknown session', {}, { sid: 'x' }, jwtSecret],
  ])('%s', async (_why, head, changes, secret) => {
    const { cookie } = await signIn(gateway.url, 'operator')
    const forged = sign({ ...headerOf(cookie), ...head }, { ...claimsOf(cookie), ...changes }, secret)
    const response = await fetch(`${gateway.url}/api/auth/session`, { headers: { cookie: `gsession=${forged}` } })
    expect([response.status, await codeOf(response)]).toEqual([401, 'not-authenticated'])
  })

  test('while one made the same way is taken', async () => {
    const { cookie } = await signIn(gateway.url, 'operator')
    const made = sign(headerOf(cookie), claimsOf(cookie), jwtSecret)
    expect((await fetch(`${gateway.url}/api/auth/session`, { headers: { cookie: `gsession=${made}` } })).status).toBe(
      200,
    )
  })
})

function headerOf(cookie: string): object {
  return JSON.parse(Buffer.from(/gsession=([^.]+)/.exec(cookie)![1]!, 'base64url').toString()) as object
}

function sign(header: object, claims: object, secret: string): string {
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const alg = (header as { alg: string }).alg
  return `${text}.${alg === 'none' ? '' : createHmac('sha256', secret).update(text).digest('base64url')}`
}
