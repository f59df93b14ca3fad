import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signIn, type Client } from '../acceptance/client.ts'
import { openSocket } from '../acceptance/socket.ts'
import { startSystem, type System } from '../acceptance/system.ts'

let system: System
let otherUrl: string
let admin: Client
let going = true

beforeAll(async () => {
  system = await startSystem({ workers: 0 })
  const worker = await system.startWorker()
  otherUrl = await system.startGateway()
  admin = await signIn(system.url)
  // Nothing that compresses, so that it is still under way when it is cut.
  const line = () => `${JSON.stringify({ text: randomBytes(30_000).toString('base64') })}\n`
  const text = Array.from({ length: 300 }, line).join('')
  await admin.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'large' }, text)
  // Without one, a run does not end.
  await system.kill(worker)
})
afterAll(() => system.stop())

type Headers = Record<string, string>

/** What lasts, each until it ends by itself or is cut: `true` when it was cut. */
const lasting: Record<string, (ask: (path: string, init?: RequestInit) => Promise<Response>) => Promise<boolean>> = {
  async 'a download'(ask) {
    const path = '/api/registry/large/records'
    // A connection that was cut a moment ago may still be in the pool.
    const reader = (await ask(path).catch(() => ask(path))).body!.getReader()
    try {
      // Slowly while it may last; what was on its way when it was cut is taken at once.
      while (!(await reader.read()).done) if (going) await sleep(50)
      return false
    } catch {
      return true
    }
  },
  async 'an upload'(ask) {
    async function* slowly(): AsyncGenerator<Uint8Array> {
      for (let sent = 0; sent < 200; sent += 1) {
        yield Buffer.from('{"half":true}\n')
        await sleep(50)
      }
    }
    const body = ReadableStream.from(slowly())
    return cut(
      ask('/api/etl/upload?pipeline=records&format=ndjson&dataset=half', {
        method: 'POST',
        body,
        duplex: 'half',
      } as never),
    )
  },
  'a long poll': (ask) => cut(ask('/api/telemetry?topic=datasets.nothing-happens&wait=20')),
  'a wait for the end of a run': (ask) =>
    cut(
      ask('/api/etl/upload?pipeline=records&dataset=waited', {
        method: 'POST',
        body: '[{}]',
        headers: { prefer: 'wait=20' },
      }),
    ),
}

async function cut(answer: Promise<Response>): Promise<boolean> {
  return answer.then(
    () => false,
    () => true,
  )
}

async function newUser(): Promise<Client & { password: string }> {
  const credentials = { username: `leaver-${randomBytes(4).toString('hex')}`, password: 'long enough for a test' }
  expect((await admin.post('/api/users', { ...credentials, role: 'operator' })).status).toBe(201)
  return { ...(await signIn(system.url, credentials)), password: credentials.password }
}

/** How a session or a key ends. @returns what it is shown by, and the end */
const endings: Record<string, () => Promise<{ headers: Headers; end: () => Promise<unknown> }>> = {
  async 'signed out'() {
    const user = await newUser()
    return { headers: headersOf(user), end: () => user.post('/api/auth/logout') }
  },
  async 'its user disabled'() {
    const user = await newUser()
    const end = () =>
      admin.fetch(`/api/users/${user.userId}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ disabled: true }),
      })
    return { headers: headersOf(user), end }
  },
  async 'its key revoked'() {
    const issued = await admin.post('/api/keys', { name: 'leaver', scopes: ['start', 'read'] })
    const { id, key } = (await issued.json()) as { id: string; key: string }
    const end = () => admin.fetch(`/api/keys/${id}`, { method: 'DELETE' })
    return { headers: { authorization: `Bearer ${key}` }, end }
  },
}

function headersOf(user: Client): Headers {
  return { cookie: user.cookie, 'x-csrf-token': user.csrf }
}

describe('within a second, at every gateway, is cut off whoever was', () => {
  test.each(Object.keys(endings))('%s', async (how) => {
    const { headers, end } = await endings[how]!()
    going = true
    const running = [system.url, otherUrl].flatMap((url) =>
      Object.entries(lasting).map(([what, run]) => {
        const ask = (path: string, init: RequestInit = {}) =>
          fetch(new URL(path, url), { ...init, headers: { ...headers, ...(init.headers as Headers) } })
        const outcome = { what, url, wasCut: false, at: Infinity }
        const over = run(ask).then((wasCut) => Object.assign(outcome, { wasCut, at: performance.now() }))
        return { outcome, over }
      }),
    )
    // All of them under way: nothing has ended by itself.
    await sleep(700)
    expect(running.filter(({ outcome }) => outcome.at < Infinity)).toEqual([])
    await end()
    const ended = performance.now()
    // A download that is read at once would be over before its second is.
    await sleep(1_000)
    going = false
    await Promise.all(running.map(({ over }) => over))
    for (const { outcome } of running) {
      expect(outcome).toMatchObject({ wasCut: true })
      expect(outcome.at - ended, outcome.what).toBeLessThan(2_000)
    }
    const runs = await admin.get<{ runs: unknown[] }>('/api/runs?dataset=half')
    expect(runs.runs).toEqual([])
  })
})

test('signing in elsewhere cuts nothing, and whoever signs out still hears that it worked', async () => {
  const user = await newUser()
  const poll = user.fetch('/api/telemetry?topic=datasets.nothing-happens&wait=2')
  const socket = await openSocket(user)
  await signIn(otherUrl, {
    username: (await user.get<{ username: string }>('/api/auth/session')).username,
    password: user.password,
  })
  expect((await poll).status).toBe(200)
  expect(socket.isOpen()).toBe(true)
  expect((await user.post('/api/auth/logout')).status).toBe(204)
})
