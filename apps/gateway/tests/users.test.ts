import type { User } from '@syndicate/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  bodyOf,
  clientOf,
  codeOf,
  cookieOf,
  json,
  openGateway,
  password,
  signIn,
  type Client,
  type OpenGateway,
} from './fixture.ts'
import { openSocket } from './socket-client.ts'

let gateway: OpenGateway
let admin: Client & { userId: string; username: string }

beforeAll(async () => {
  gateway = await openGateway()
  admin = await gateway.enter('admin')
})
afterAll(() => gateway[Symbol.asyncDispose]())

const login = (username: string, secret: string) =>
  fetch(`${gateway.url}/api/auth/login`, json({ username, password: secret }))

describe('an administrator', () => {
  test('adds a user, who signs in and is listed', async () => {
    const added = await admin.post('/api/users', {
      username: 'grace',
      password: 'nanoseconds are long',
      role: 'viewer',
    })
    expect(added.status).toBe(201)
    const user = await bodyOf<User>(added)
    expect(user).toEqual({
      id: expect.any(String),
      source: 'local',
      username: 'grace',
      role: 'viewer',
      disabled: false,
      createdAt: expect.any(String),
    })
    expect((await login('grace', 'nanoseconds are long')).status).toBe(200)
    const { users } = await bodyOf<{ users: User[] }>(await admin.get('/api/users'))
    expect(users).toContainEqual(user)
    expect(JSON.stringify(users)).not.toContain('argon2')
  })

  test('pages through users', async () => {
    const seen: string[] = []
    let path: string | undefined = '/api/users?limit=1'
    while (path) {
      const answer: Response = await admin.get(path)
      seen.push(...(await bodyOf<{ users: User[] }>(answer)).users.map(({ id }) => id))
      path = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
    }
    expect(seen.length).toBeGreaterThan(1)
    expect(new Set(seen).size).toBe(seen.length)
  })

  test.each([
    ['a name that is taken', { username: 'grace' }, 409, 'username-taken'],
    ['a common password', { password: 'password123' }, 422, 'weak-password'],
    ['a password of few bytes', { password: 'a1b2c3d' }, 400, 'validation-failed'],
    ['a password of many bytes', { password: 'é'.repeat(513) }, 400, 'validation-failed'],
    ['an odd name', { username: 'a\nb' }, 400, 'validation-failed'],
    ['another role', { role: 'root' }, 400, 'validation-failed'],
  ])('is refused %s', async (_what, changes, status, code) => {
    await admin.post('/api/users', { username: 'grace', password: 'nanoseconds are long', role: 'viewer' })
    const wish = { username: 'someone', password: 'nanoseconds are long', role: 'viewer', ...changes }
    const answer = await admin.post('/api/users', wish)
    expect([answer.status, await codeOf(answer)]).toEqual([status, code])
  })

  test('who is the last one stays one', async () => {
    await using alone = await openGateway()
    const only = await alone.enter('admin')
    for (const change of [{ role: 'viewer' }, { disabled: true }]) {
      const answer = await only.send('PATCH', `/api/users/${only.userId}`, change)
      expect([answer.status, await codeOf(answer)]).toEqual([409, 'last-admin'])
    }
    expect((await only.get('/api/users')).status).toBe(200)
  })

  test('is told of a user who is not there', async () => {
    for (const id of ['x', '019b7c1e-5a00-7000-8000-0123456789ab'])
      for (const answer of [
        await admin.send('PATCH', `/api/users/${id}`, { role: 'viewer' }),
        await admin.send('PATCH', `/api/users/${id}`, { password: 'nanoseconds are long' }),
        await admin.get(`/api/users/${id}/sessions`),
      ])
        expect([answer.status, await codeOf(answer)]).toEqual([404, 'user-not-found'])
  })
})

describe('a change of a user', () => {
  test.each<[string, object]>([
    ['of role', { role: 'viewer' }],
    ['of password', { password: 'another horse entirely' }],
    ['to disabled', { disabled: true }],
  ])('%s ends their sessions and sockets on every gateway within a second', async (_what, change) => {
    const other = await gateway.beside()
    const [here, away] = [await gateway.enter('operator'), other]
    const there = clientOf(away.url, here.cookie, here.csrf)
    const second = await signIn(away.url, here.username)
    const sockets = [await openSocket(gateway, here), await openSocket(away, there), await openSocket(away, second)]
    expect((await there.get('/api/runs')).status).toBe(200)

    const answer = await admin.send('PATCH', `/api/users/${here.userId}`, change)
    expect(answer.status).toBe(200)
    const changedAt = performance.now()
    expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([1008, 1008, 1008])
    for (const client of [here, there, second]) {
      await expect.poll(async () => (await client.get('/api/runs')).status, { timeout: 1_000, interval: 20 }).toBe(401)
    }
    expect(performance.now() - changedAt).toBeLessThan(1_000)
  })

  test('decides who may sign in, and with what', async () => {
    const user = await gateway.enter('viewer')
    await admin.send('PATCH', `/api/users/${user.userId}`, { disabled: true })
    const refused = await login(user.username, password)
    expect([refused.status, await codeOf(refused)]).toEqual([401, 'wrong-credentials'])
    const back = await admin.send('PATCH', `/api/users/${user.userId}`, {
      disabled: false,
      password: 'brand new horse',
    })
    expect(await bodyOf<User>(back)).toMatchObject({ disabled: false, role: 'viewer' })
    expect((await login(user.username, password)).status).toBe(401)
    expect((await login(user.username, 'brand new horse')).status).toBe(200)
  })
})

describe('a name', () => {
  test('is one whatever its case, and blanks around it are taken off', async () => {
    const add = (username: string) =>
      admin.post('/api/users', { username, password: 'nanoseconds are long', role: 'viewer' })
    const added = await add(' Hopper ')
    expect(await bodyOf<User>(added)).toMatchObject({ username: 'Hopper' })
    for (const name of ['hopper', 'HOPPER', 'Hopper', ' hopper']) {
      const again = await add(name)
      expect([again.status, await codeOf(again)]).toEqual([409, 'username-taken'])
    }
    for (const name of ['Hopper', 'hopper', 'HOPPER ', '\u00a0hopper'])
      expect((await login(name, 'nanoseconds are long')).status).toBe(200)
  })

  test('has ten wrong tries for all its spellings together', async () => {
    await using own = await openGateway({ connectivity: { trustProxy: ['127.0.0.1'] } })
    const statuses: number[] = []
    for (const name of ['eve', 'Eve', 'eVe', 'evE', 'EVe', 'EvE', 'eVE', 'EVE', 'eve ', ' eve', ' EVE ']) {
      const from = { 'x-forwarded-for': `198.51.100.${statuses.length}` }
      statuses.push((await fetch(`${own.url}/api/auth/login`, json({ username: name, password: 'x' }, from))).status)
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429])
  })
})

describe('API keys', () => {
  const issue = async (owner: Client) =>
    bodyOf<{ key: string }>(await owner.post('/api/keys', { name: 'a program', scopes: ['read'] }))
  const asks = async ({ key }: { key: string }) =>
    (await fetch(`${gateway.url}/api/runs`, { headers: { authorization: `Bearer ${key}` } })).status
  const next = 'tired zebra charger paperclip'

  test('end with the password of their owner, unless they are to be kept', async () => {
    const user = await gateway.enter('viewer')
    const first = await issue(user)
    const change = (body: object) => admin.send('PATCH', `/api/users/${user.userId}`, body)
    expect((await change({ password: next, keepKeys: true })).status).toBe(200)
    expect(await asks(first)).toBe(200)
    expect((await change({ role: 'operator' })).status).toBe(200)
    expect(await asks(first)).toBe(200)
    expect((await change({ password })).status).toBe(200)
    expect(await asks(first)).toBe(401)
    const alone = await change({ keepKeys: true })
    expect([alone.status, await codeOf(alone)]).toEqual([400, 'validation-failed'])
  })

  test('end when somebody changes their own password, unless they say otherwise', async () => {
    const user = await gateway.enter('viewer')
    const key = await issue(user)
    const kept = await user.post('/api/auth/password', { currentPassword: password, newPassword: next, keepKeys: true })
    expect([kept.status, await asks(key)]).toEqual([200, 200])
    const anew = await signIn(gateway.url, user.username, next)
    const ended = await anew.post('/api/auth/password', { currentPassword: next, newPassword: password })
    expect([ended.status, await asks(key)]).toEqual([200, 401])
  })

  test('and sessions of a disabled user do not come back when they are enabled again', async () => {
    const user = await gateway.enter('viewer')
    const key = await issue(user)
    expect(await asks(key)).toBe(200)
    for (const disabled of [true, false])
      expect((await admin.send('PATCH', `/api/users/${user.userId}`, { disabled })).status).toBe(200)
    expect([await asks(key), (await user.get('/api/runs')).status]).toEqual([401, 401])
    const back = await signIn(gateway.url, user.username)
    expect(await asks(await issue(back))).toBe(200)
  })
})

describe('changing my own password', () => {
  const next = 'tired zebra charger paperclip'

  test('asks for the current one, ends every other session and goes on in a new one', async () => {
    const user = await gateway.enter('viewer')
    const elsewhere = await signIn(gateway.url, user.username)
    const wrong = await user.post('/api/auth/password', { currentPassword: 'not this', newPassword: next })
    expect([wrong.status, await codeOf(wrong)]).toEqual([403, 'wrong-password'])
    const weak = await user.post('/api/auth/password', { currentPassword: password, newPassword: 'password123' })
    expect([weak.status, await codeOf(weak)]).toEqual([422, 'weak-password'])
    expect((await elsewhere.get('/api/runs')).status).toBe(200)

    const changed = await user.post('/api/auth/password', { currentPassword: password, newPassword: next })
    expect(changed.status).toBe(200)
    const { csrf } = await bodyOf<{ csrf: string }>(changed)
    const anew = clientOf(gateway.url, cookieOf(changed), csrf)
    expect((await anew.post('/api/auth/logout')).status).toBe(204)
    for (const former of [user, elsewhere]) expect((await former.get('/api/runs')).status).toBe(401)
    expect((await login(user.username, password)).status).toBe(401)
    expect((await login(user.username, next)).status).toBe(200)
  })

  test('cannot be tried freely with somebody’s session', async () => {
    const user = await gateway.enter('viewer')
    const guess = () => user.post('/api/auth/password', { currentPassword: 'a guess', newPassword: next })
    for (let round = 0; round < 10; round += 1) expect((await guess()).status).toBe(403)
    const slowed = await guess()
    expect([slowed.status, Number(slowed.headers.get('retry-after'))]).toEqual([429, 60])
    expect((await login(user.username, password)).status).toBe(200)
  })
})
