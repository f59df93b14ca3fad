import { execFile } from 'node:child_process'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { checkedFetch } from '../conformance/checked-fetch.ts'
import { at, developer, login, signIn, type Client } from './client.ts'
import { codeOf } from './code-of.ts'
import { openSocket } from './socket.ts'
import { startSystem } from './system.ts'

const system = await startSystem({ workers: 1, config: { set: { maxSessions: 4 } } })
const otherUrl = await system.startGateway()
afterAll(() => system.stop())

/** The command that makes a user, with the password on its standard input. */
function createUser(args: string[], password: string): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['scripts/create-user.ts', ...args],
      { cwd: system.projectDir, env: system.env },
      (error, out, err) => resolve({ code: Number(error?.code ?? 0), said: out + err }),
    )
    child.stdin!.end(password)
  })
}

const statusAt = async (client: Client, path = '/api/auth/session') => (await client.fetch(path)).status
const within = (check: () => Promise<boolean>) => vi.waitUntil(check, { timeout: 1_000, interval: 20 })

describe('the command for users', () => {
  // Five programs are started for it.
  test(
    'makes one who may sign in, and never one twice, without a role or with a weak password',
    { timeout: 90_000 },
    async () => {
      const password = ' spaces at the ends count '
      expect(await createUser(['root-1', '--role', 'admin'], `${password}\n`)).toMatchObject({ code: 0 })
      const root = await signIn(system.url, { username: 'root-1', password })
      expect(await root.get('/api/auth/session')).toMatchObject({ username: 'root-1', role: 'admin' })
      expect((await login(system.url, { username: 'root-1', password: password.trim() })).status).toBe(401)

      expect(await createUser(['root-1', '--role', 'viewer'], 'another good one')).toMatchObject({
        code: 1,
        said: expect.stringContaining('already'),
      })
      expect(await createUser(['root-2', '--role', 'admin'], 'password123')).toMatchObject({
        code: 1,
        said: expect.stringContaining('common'),
      })
      expect(await createUser(['root-2'], 'a good password')).toMatchObject({ code: 2 })
      expect(await createUser(['root-2', '--role', 'admin'], '')).toMatchObject({ code: 1 })
    },
  )
})

describe('on another gateway within a second', () => {
  test('a disabled user is nobody, and their socket is closed', async () => {
    const admin = await signIn(system.url)
    const credentials = { username: 'leaver', password: 'on my way out now' }
    expect((await admin.post('/api/users', { ...credentials, role: 'operator' })).status).toBe(201)
    const user = await signIn(system.url, credentials)
    const elsewhere = at(otherUrl, user)
    const socket = await openSocket(elsewhere)
    expect(await statusAt(elsewhere)).toBe(200)
    const disable = await admin.fetch(`/api/users/${user.userId}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ disabled: true }),
    })
    expect(disable.status).toBe(200)
    await within(async () => (await statusAt(elsewhere)) === 401)
    await within(async () => !socket.isOpen())
    expect((await socket.closed).code).toBe(1008)
    expect(await codeOf(await login(otherUrl, credentials))).toBe('wrong-credentials')
  })

  test('a revoked key is none, and its socket is closed', async () => {
    const admin = await signIn(system.url)
    const issued = await admin.post('/api/keys', { name: 'press', scopes: ['start', 'read:pressed'] })
    const { id, key } = (await issued.json()) as { id: string; key: string }
    const authorization = `Bearer ${key}`
    const ask = (path: string, init: RequestInit = {}) =>
      checkedFetch(new URL(path, otherUrl), {
        ...init,
        headers: { authorization, 'content-type': 'application/json', prefer: 'wait=20' },
      })
    const body = JSON.stringify({ dataType: 'JSON', payload: [{ a: 1 }], dataset: 'pressed' })
    expect(await (await ask('/api/etl/start', { method: 'POST', body })).json()).toMatchObject({ state: 'published' })
    expect(await (await ask('/api/registry/pressed/records')).text()).toBe('{"a":1}\n')

    const socket = await openSocket(at(otherUrl, admin), { cookie: null, origin: null, authorization })
    expect((await admin.fetch(`/api/keys/${id}`, { method: 'DELETE' })).status).toBe(204)
    await within(async () => (await ask('/api/registry/pressed')).status === 401)
    await within(async () => !socket.isOpen())
    const refused = await ask('/api/registry/pressed')
    expect(await codeOf(refused)).toBe('invalid-key')
    expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer /)
  })

  test('signing out everywhere ends every session, and a fifth one the oldest of four', async () => {
    const first = at(otherUrl, await signIn(system.url))
    expect(await statusAt(first)).toBe(200)
    const others = [await signIn(system.url), await signIn(otherUrl), await signIn(system.url)]
    expect(await statusAt(first)).toBe(200)
    others.push(await signIn(system.url))
    await within(async () => (await statusAt(first)) === 401)
    expect(await others[0]!.get('/api/auth/sessions')).toMatchObject({
      sessions: [{ current: false }, { current: false }, { current: false }, { current: true, address: '127.0.0.1' }],
    })
    expect((await others[0]!.post('/api/auth/logout-everywhere')).status).toBe(204)
    for (const each of others) await within(async () => (await statusAt(at(otherUrl, each))) === 401)
  })
})

test('a new secret signs nobody out while the former one is named', async () => {
  const user = await signIn(system.url)
  const rotated = await system.startGateway(undefined, {
    JWT_SECRET: 'the next secret, which is as long as it has to be',
    JWT_SECRET_PREVIOUS: system.env['JWT_SECRET']!,
  })
  expect((await at(rotated, user).start({ dataType: 'JSON', payload: {} })).status).toBe(202)
  const renewed = await at(rotated, user).fetch('/api/auth/session')
  expect(renewed.status).toBe(200)
  expect(renewed.headers.getSetCookie()[0]!.split('.')[0]).not.toBe(user.cookie.split('.')[0])
})

test('wrong tries at one account are slowed at every gateway, and say for how long', async () => {
  const guess = (index: number) =>
    login(index % 2 ? system.url : otherUrl, { ...developer, username: 'nobody-here', password: 'a guess' })
  const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => guess(index)))
  const slowed = answers.filter(({ status }) => status === 429)
  expect(slowed).toHaveLength(2)
  expect(Number(slowed[0]!.headers.get('retry-after'))).toBe(60)
})
