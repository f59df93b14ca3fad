import { createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { at, developer, login, signIn, type Client, type Json } from '../acceptance/client.ts'
import { codeOf } from '../acceptance/code-of.ts'
import { openSocket, RefusedUpgrade } from '../acceptance/socket.ts'
import { startSystem } from '../acceptance/system.ts'
import { slowestHealth } from './under-attack.ts'

// Every address of the loopback network may say who it speaks for, so that one machine can attack as many.
const system = await startSystem({ workers: 0, config: { set: { trustProxy: '[127.0.0.1]' } } })
const otherUrl = await system.startGateway()
afterAll(() => system.stop())
const admin = await signIn(system.url)

const tokenOf = ({ cookie }: Client) => /gsession=([^;]+)/.exec(cookie)![1]!
const partOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Json

async function newUser(role: string): Promise<Client> {
  const credentials = { username: `${role}-${randomBytes(4).toString('hex')}`, password: 'long enough for a test' }
  expect((await admin.post('/api/users', { ...credentials, role })).status).toBe(201)
  return signIn(system.url, credentials)
}

describe('a token', () => {
  const secret = system.env['JWT_SECRET']!
  const [header, claims, signature] = tokenOf(admin).split('.') as [string, string, string]
  const signed = (head: object, body: object, key: string | Buffer = secret) => {
    const text = `${partOf({ ...read(header), ...head })}.${partOf({ ...read(claims), ...body })}`
    return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
  }
  const now = Math.floor(Date.now() / 1000)

  // Every variant is in the unit tests of the tokens; these are for what stands around them.
  test.each<[string, string]>([
    ['without a signature', `${header}.${claims}.`],
    ['of no algorithm', `${partOf({ ...read(header), alg: 'none' })}.${claims}.`],
    ['of another secret', signed({}, {}, 'another secret, which is as long as it has to be')],
    ['signed with what anybody can compute', signed({}, {}, Buffer.from(hkdfSync('sha256', '', '', '', 32)))],
    ['that is over', signed({}, { exp: now - 5 })],
    ['for another audience', signed({}, { aud: 'another' })],
    ['of another kind', signed({ typ: 'device+jwt' }, {})],
    ['whose key is a file', signed({ kid: '../../../../dev/null' }, {}, '')],
    ['of another user', signed({}, { sub: '01890000-0000-7000-8000-000000000000' })],
    ['of a session that never was', signed({}, { sid: 'AAAAAAAAAAAAAAAAAAAAAA' })],
    ['twice', `${tokenOf(admin)}.${signature}`],
    ['of a megabyte', 'a'.repeat(12_000)],
  ])('%s opens neither a route nor a socket', async (_what, token) => {
    const cookie = `gsession=${token}; csrfToken=${admin.csrf}`
    const answer = await fetch(new URL('/api/runs', system.url), { headers: { cookie } })
    expect(await codeOf(answer)).toBe('not-authenticated')
    const refused = await openSocket(admin, { cookie }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(RefusedUpgrade)
    expect((refused as RefusedUpgrade).response.status).toBe(401)
  })

  test('that was signed out stays so, however it is written', async () => {
    const leaving = await newUser('viewer')
    const token = tokenOf(leaving)
    const [first, second, third] = token.split('.') as [string, string, string]
    const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const twin = last[last.indexOf(third.at(-1)!) ^ 1]!
    const rewritten = [token, `${token}=`, `${first}.${second}.${third.slice(0, -1)}${twin}`, `"${token}"`, `${token} `]
    expect((await leaving.post('/api/auth/logout')).status).toBe(204)
    for (const url of [system.url, otherUrl]) {
      const status = async (each: string) =>
        (await fetch(new URL('/api/runs', url), { headers: { cookie: `gsession=${each}` } })).status
      await vi.waitUntil(async () => (await status(token)) === 401, { timeout: 1_000, interval: 20 })
      for (const each of rewritten) expect(await status(each)).toBe(401)
    }
  })
})

describe('cookies', () => {
  test('of a neighbouring site beside our own change nothing for anybody else', async () => {
    const [victim, attacker] = [await newUser('operator'), await newUser('operator')]
    const post = (cookie: string, csrf: string) =>
      fetch(new URL('/api/etl/start', system.url), {
        method: 'POST',
        headers: { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json' },
        body: JSON.stringify({ dataType: 'JSON', payload: {}, dataset: 'tossed' }),
      })
    // The attacker knows their own session and token, and may plant any cookie; the victim's token they do not know.
    const sessions = { mine: `gsession=${tokenOf(victim)}`, theirs: `gsession=${tokenOf(attacker)}` }
    for (const cookie of [
      `${sessions.mine}; csrfToken=${attacker.csrf}`,
      `csrfToken=${attacker.csrf}; ${sessions.mine}; csrfToken=${victim.csrf}`,
      `${sessions.mine}; ${sessions.theirs}; csrfToken=${attacker.csrf}`,
    ]) {
      expect(await codeOf(await post(cookie, attacker.csrf))).toBe('csrf-failed')
    }
    expect(await victim.get('/api/runs?dataset=tossed')).toMatchObject({ runs: [] })
  })

  test('that come along with signing in are not taken for the session', async () => {
    const planted = await newUser('viewer')
    const answer = await fetch(new URL('/api/auth/login', system.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: planted.cookie },
      body: JSON.stringify(developer),
    })
    const [fresh] = answer.headers.getSetCookie()
    expect(read(/gsession=[^.]+\.([^.]+)/.exec(fresh!)![1]!)['sid']).not.toBe(
      read(tokenOf(planted).split('.')[1]!)['sid'],
    )
    // Nor does whoever planted it keep a way in.
    expect((await planted.fetch('/api/auth/session')).status).toBe(401)
  })
})

describe('signing in', () => {
  const attempt = (from: number, body: unknown = { username: `nobody-${from}`, password: 'a guess' }) =>
    fetch(new URL('/api/auth/login', system.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': `10.1.${from >> 8}.${from & 255}` },
      body: JSON.stringify(body),
    })

  test('by two hundred networks at once leaves the gateway to others, and turns away what is too much', async () => {
    const storm = Promise.all(Array.from({ length: 200 }, (_, from) => attempt(from)))
    expect(await slowestHealth(system.url, storm)).toBeLessThan(1_500)
    const answers = await storm
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 503]))
    const turnedAway = answers.filter(({ status }) => status === 503)
    expect(new Set(turnedAway.map(({ headers }) => headers.get('retry-after')))).toEqual(new Set(['1']))
    expect((await login(otherUrl)).status).toBe(200)
  })

  test('to one account from as many networks is slowed, and its owner still gets in', async () => {
    const owner = { username: `owner-${randomBytes(4).toString('hex')}`, password: 'long enough for a test' }
    await admin.post('/api/users', { ...owner, role: 'viewer' })
    const first = await attempt(900, owner)
    const device = first.headers
      .getSetCookie()
      .find((each) => each.startsWith('gdevice='))!
      .split(';', 1)[0]!
    const guesses = await Promise.all(
      Array.from({ length: 40 }, (_, from) => attempt(1_000 + from, { ...owner, password: 'a guess' })),
    )
    expect(guesses.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(10)
    expect((await attempt(2_000, owner)).status).toBe(429)
    const known = await fetch(new URL('/api/auth/login', otherUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: device },
      body: JSON.stringify(owner),
    })
    expect(known.status).toBe(200)
  })
})

describe('a role that is taken away', () => {
  test('does nothing more from the answer on, however hard it is used meanwhile', async () => {
    const falling = await newUser('admin')
    const there = at(otherUrl, falling)
    const uses: { began: number; status: number; here: boolean }[] = []
    let going = true
    const hammer = async (client: Client, here: boolean) => {
      while (going) {
        const began = performance.now()
        const { status } = await client.fetch('/api/users')
        uses.push({ began, status, here })
      }
    }
    const hammers = [hammer(falling, true), hammer(falling, true), hammer(there, false), hammer(there, false)]
    await vi.waitUntil(() => uses.filter(({ status }) => status === 200).length > 20, 10_000)
    const change = await admin.fetch(`/api/users/${falling.userId}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ role: 'viewer' }),
    })
    const answered = performance.now()
    expect(change.status).toBe(200)
    await vi.waitUntil(() => uses.filter(({ began }) => began > answered + 1_000).length > 4, { timeout: 10_000 })
    going = false
    await Promise.all(hammers)
    const late = uses.filter(({ began, here }) => began > answered + (here ? 0 : 1_000))
    expect(new Set(late.map(({ status }) => status))).toEqual(new Set([401]))
  })

  test('takes its keys along', async () => {
    const falling = await newUser('admin')
    const issued = await falling.post('/api/keys', { name: 'mine', scopes: ['administer'] })
    const { key } = (await issued.json()) as { key: string }
    const ask = () => fetch(new URL('/api/users', otherUrl), { headers: { authorization: `Bearer ${key}` } })
    expect((await ask()).status).toBe(200)
    await admin.fetch(`/api/users/${falling.userId}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ role: 'viewer' }),
    })
    await vi.waitUntil(async () => (await ask()).status === 403, { timeout: 1_000, interval: 20 })
  })
})

test('what is written into names and headers forges no line of the log', async () => {
  const forged = '\n{"level":60,"msg":"forged"}\u2028\x1b[2J'
  await login(system.url, { username: `x${forged}`, password: forged })
  await login(system.url, { ...developer, password: forged })
  await admin.fetch(`/api/runs?q=${encodeURIComponent(forged)}`)
  await admin.fetch(`/api/registry/${encodeURIComponent(forged)}`)
  await admin.fetch('/api/runs', { headers: { 'user-agent': 'x\x1b[2J"}{"level":60' } }).catch(() => {})
  await admin.start({ dataType: 'JSON', payload: 1, dataset: forged })
  await admin.start({ dataType: 'JSON', payload: 1, pipeline: `x${forged}`.slice(0, 60) })
  const lines = system
    .logs()
    .split('\n')
    .filter((line) => line !== '')
  for (const line of lines) {
    // Warnings of Node itself are no lines of ours.
    if (/^\(node:|^\(Use `node/.test(line)) continue
    expect((JSON.parse(line) as Json)['msg'], line).not.toBe('forged')
    expect(line).not.toMatch(/\p{Cc}|\p{Zl}/u)
  }
})
