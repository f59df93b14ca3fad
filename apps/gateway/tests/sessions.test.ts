import type { SessionEntry } from '@syndicate/contracts'
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
  type Client,
  type OpenGateway,
} from './fixture.ts'
import { openSocket } from './socket-client.ts'

let gateway: OpenGateway

beforeAll(async () => {
  gateway = await openGateway({ auth: { maxSessions: 3 } })
})
afterAll(() => gateway[Symbol.asyncDispose]())

const sessionsOf = async (client: Client, path = '/api/auth/sessions') =>
  (await bodyOf<{ sessions: SessionEntry[] }>(await client.get(path))).sessions
const alive = async (client: Client) => (await client.get('/api/auth/session')).status === 200

describe('my sessions', () => {
  test('are listed with when, where from and what with; the one that asks is marked', async () => {
    const user = await gateway.enter('viewer')
    const login = json({ username: user.username, password }, { 'user-agent': `Browser ${'x'.repeat(500)}` })
    await fetch(`${gateway.url}/api/auth/login`, login)
    const [newer, older] = await sessionsOf(user)
    expect(newer).toMatchObject({ current: false, address: '127.0.0.1', userAgent: `Browser ${'x'.repeat(192)}` })
    expect(older).toMatchObject({ current: true, id: claimsOf(user.cookie).sid })
    expect(Date.parse(newer!.createdAt)).toBeGreaterThanOrEqual(Date.parse(older!.createdAt))
  })

  test('end one by one, and nobody else’s but by an administrator', async () => {
    const [user, stranger, admin] = [
      await gateway.enter('viewer'),
      await gateway.enter('operator'),
      await gateway.enter('admin'),
    ]
    const second = await signIn(gateway.url, user.username)
    const socket = await openSocket(gateway, second)
    const path = `/api/auth/sessions/${claimsOf(second.cookie).sid}`
    const refused = await stranger.send('DELETE', path)
    expect([refused.status, await codeOf(refused)]).toEqual([404, 'session-not-found'])
    expect((await user.send('DELETE', path)).status).toBe(204)
    expect(await socket.closed).toBe(1008)
    expect([await alive(second), await alive(user)]).toEqual([false, true])
    const [only] = await sessionsOf(admin, `/api/users/${user.userId}/sessions`)
    expect((await admin.send('DELETE', `/api/auth/sessions/${only!.id}`)).status).toBe(204)
    expect(await alive(user)).toBe(false)
  })

  test('all end at once, on every gateway, and those of others do not', async () => {
    const other = await gateway.beside()
    const [user, neighbour] = [await gateway.enter('viewer'), await gateway.enter('viewer')]
    const second = await signIn(other.url, user.username)
    expect(await alive(second)).toBe(true)
    const answer = await user.post('/api/auth/logout-everywhere')
    expect([answer.status, answer.headers.getSetCookie().length]).toEqual([204, 2])
    expect(await alive(user)).toBe(false)
    await expect.poll(() => alive(second), { timeout: 1_000, interval: 20 }).toBe(false)
    expect(await alive(neighbour)).toBe(true)
  })

  test('are three at most here: the oldest ends, with its socket', async () => {
    const first = await gateway.enter('viewer')
    const socket = await openSocket(gateway, first)
    const later = [await signIn(gateway.url, first.username), await signIn(gateway.url, first.username)]
    expect(await alive(first)).toBe(true)
    later.push(await signIn(gateway.url, first.username))
    expect(await socket.closed).toBe(1008)
    expect(await alive(first)).toBe(false)
    for (const client of later) expect(await alive(client)).toBe(true)
  })
})

describe('a session', () => {
  test('is renewed past half its life, but not beyond its longest', async () => {
    const { sessions } = gateway.runs.catalog
    const [user, old] = [
      await gateway.enter('viewer'),
      await gateway.beside({ changes: { auth: { longestSessionSeconds: 900 } } }),
    ]
    const { sid } = claimsOf(user.cookie)
    await sessions.renew(sid, new Date(Date.now() + 600_000))
    const there = clientOf(old.url, user.cookie, user.csrf)
    const { expiresAt } = await bodyOf<{ expiresAt: string }>(await there.get('/api/auth/session'))
    const seconds = (Date.parse(expiresAt) - Date.now()) / 1000
    expect(seconds).toBeGreaterThan(850)
    expect(seconds).toBeLessThanOrEqual(900)
  })

  test('is never one that came along with signing in', async () => {
    const user = await gateway.enter('viewer')
    const planted = { cookie: 'gsession=planted; csrfToken=planted' }
    const answer = await fetch(`${gateway.url}/api/auth/login`, json({ username: user.username, password }, planted))
    expect(answer.status).toBe(200)
    expect(cookieOf(answer)).not.toContain('planted')
    const again = await fetch(
      `${gateway.url}/api/auth/login`,
      json({ username: user.username, password }, { cookie: user.cookie }),
    )
    expect(claimsOf(cookieOf(again)).sid).not.toBe(claimsOf(user.cookie).sid)
    expect(await alive(user)).toBe(false)
  })
})

describe('a secret that is replaced', () => {
  const next = 'another secret for tests, as long as the first one'

  test('signs nobody out: sessions, CSRF tokens and sockets go on, and move to the new one', async () => {
    const user = await gateway.enter('operator')
    const after = await gateway.beside({ changes: { auth: { jwtSecret: next, jwtSecretPrevious: jwtSecret } } })
    const there = clientOf(after.url, user.cookie, user.csrf)
    expect((await there.post('/api/etl/start', { dataType: 'JSON', payload: {} })).status).toBe(202)
    const socket = await openSocket(after, there)
    socket.send({ type: 'SUBSCRIBE', topics: ['telemetry.live'], csrf: user.csrf })
    await socket.take('SUBSCRIBED')
    socket.socket.close()

    const shown = await there.get('/api/auth/session')
    const { csrf } = await bodyOf<{ csrf: string }>(shown)
    const without = await gateway.beside({ changes: { auth: { jwtSecret: next } } })
    const moved = clientOf(without.url, cookieOf(shown), csrf)
    expect(await alive(moved)).toBe(true)
    expect(await alive(clientOf(without.url, user.cookie, user.csrf))).toBe(false)
  })
})
