import type { AuditEntry } from '@syndicate/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bodyOf, codeOf, json, openGateway, password, signIn, type Client, type OpenGateway } from './fixture.ts'
import { openSocket, openSocketByKey } from './socket-client.ts'

let gateway: OpenGateway
let admin: Client
let operator: Client

beforeAll(async () => {
  gateway = await openGateway({ limits: { requestsPerMinute: 60 } })
  admin = await gateway.signIn('admin')
  operator = await gateway.signIn('operator')
})
afterAll(() => gateway[Symbol.asyncDispose]())

type Entries = { entries: AuditEntry[]; next: string | null }

/** Read past the API, whose requests are counted. */
async function entries(filter: Partial<AuditEntry> = {}): Promise<AuditEntry[]> {
  const { entries: all } = await gateway.runs.catalog.audit.list({
    limit: 1000,
    ...(filter.kind && { kinds: [filter.kind] }),
  })
  return all.filter((entry) =>
    Object.entries(filter).every(([name, value]) => entry[name as keyof AuditEntry] === value),
  )
}

async function expectEntry(filter: Partial<AuditEntry>): Promise<AuditEntry> {
  await expect.poll(async () => (await entries(filter)).length, { timeout: 10_000 }).toBeGreaterThan(0)
  return (await entries(filter))[0]!
}

describe('the audit trail', () => {
  test('tells of runs who did what to which, from where', async () => {
    const started = await operator.post(
      '/api/etl/start',
      { dataType: 'JSON', payload: { a: 'payload' } },
      { 'user-agent': 'a test\t1.0' },
    )
    const { runId } = await bodyOf<{ runId: string }>(started)
    const { userId } = (await gateway.runs.catalog.users.byName('operator').then((user) => ({ userId: user!.id }))) as {
      userId: string
    }
    const entry = await expectEntry({ kind: 'run.start', target: runId })
    expect(entry).toMatchObject({ outcome: 'done', code: null, userId, address: '127.0.0.1', times: 1 })
    expect(entry.agent).toMatch(/^a test.1\.0$/)
    expect((await operator.post(`/api/runs/${runId}/cancel`)).status).toBe(200)
    await expectEntry({ kind: 'run.cancel', target: runId, outcome: 'done' })
    expect((await operator.post(`/api/runs/${runId}/cancel`)).status).toBe(409)
    await expectEntry({ kind: 'run.cancel', target: runId, outcome: 'refused', code: 'run-is-final' })
    const replay = await bodyOf<{ runId: string }>(await operator.post(`/api/runs/${runId}/replay`))
    await expectEntry({ kind: 'run.replay', target: replay.runId })
    await operator.post('/api/registry/nothing/rollback', { version: 1 })
    await expectEntry({ kind: 'dataset.rollback', target: 'nothing', outcome: 'refused', code: 'dataset-not-found' })
    await operator.get('/api/registry/nothing/records')
    await expectEntry({ kind: 'dataset.read', target: 'nothing', outcome: 'refused' })
    expect(JSON.stringify(await entries())).not.toContain('payload')
  })

  test('tells of a preview whose records it read, and of none of what somebody brought along', async () => {
    const preview = (sample: object) =>
      operator.post('/api/pipelines/preview', { definition: { format: 'ndjson', steps: [] }, sample })
    expect((await preview({ text: '{"a":1}' })).status).toBe(200)
    expect(await codeOf(await preview({ text: '' }))).toBe('empty-input')
    await preview({ dataset: 'not-there' })
    await expectEntry({ kind: 'dataset.read', target: 'not-there', outcome: 'refused' })
    const route = 'POST /api/pipelines/preview'
    expect((await entries({ route })).map(({ target }) => target)).toEqual(['not-there'])
  })

  test('tells of those who sign in, and of those who cannot, without their passwords', async () => {
    const login = (username: string, secret: string) =>
      fetch(`${gateway.url}/api/auth/login`, json({ username, password: secret }))
    expect((await login('operator', password)).status).toBe(200)
    await expectEntry({ kind: 'session.login', target: 'operator', outcome: 'done' })
    expect((await login('operator', 'my secret')).status).toBe(401)
    expect((await login('my other secret', 'x')).status).toBe(401)
    await expectEntry({ kind: 'session.login', target: 'operator', outcome: 'refused', code: 'wrong-credentials' })
    await expectEntry({ kind: 'session.login', target: null, outcome: 'refused', code: 'wrong-credentials' })
    expect(JSON.stringify(await entries())).not.toContain('secret')
  })

  test('tells of sockets and what they start', async () => {
    const socket = await openSocket(gateway, operator)
    await expectEntry({ kind: 'socket.open', outcome: 'done' })
    socket.send({ type: 'TELEMETRY', id: 1, payload: { a: 1 }, pipeline: 'records', csrf: operator.csrf })
    const [ack] = await socket.take('ACK')
    const bySession = await expectEntry({ kind: 'run.start', target: ack!.runId })
    expect(bySession).toMatchObject({ keyId: null, address: '127.0.0.1', route: 'GET /ws/telemetry' })

    const root = await gateway.enter('admin')
    const issue = async (...scopes: string[]) =>
      bodyOf<{ id: string; key: string }>(await root.post('/api/keys', { name: 'a machine', scopes }))
    const [sender, reader] = [await issue('start'), await issue('read')]
    const byKey = await openSocketByKey(gateway, sender.key)
    byKey.send({ type: 'TELEMETRY', id: 2, payload: { a: 2 }, pipeline: 'records' })
    const [second] = await byKey.take('ACK')
    const started = await expectEntry({ kind: 'run.start', target: second!.runId })
    expect(started).toMatchObject({ userId: root.userId, keyId: sender.id, address: '127.0.0.1' })

    const refused = await openSocketByKey(gateway, reader.key)
    refused.send({ type: 'TELEMETRY', id: 3, payload: { a: 3 }, pipeline: 'records' })
    await refused.take('ERROR')
    await expectEntry({ kind: 'request.refused', code: 'forbidden', keyId: reader.id, route: 'GET /ws/telemetry' })
  })

  test('tells of refusals, a flood of them in one entry', async () => {
    const viewer = await gateway.signIn('viewer')
    expect((await viewer.post('/api/runs/x/cancel')).status).toBe(403)
    const forged = { method: 'POST', headers: { cookie: viewer.cookie } }
    expect((await fetch(`${gateway.url}/api/auth/logout`, forged)).status).toBe(403)
    const foreign = { ...forged, headers: { ...viewer.headers, 'sec-fetch-site': 'cross-site' } }
    expect((await fetch(`${gateway.url}/api/auth/logout`, foreign)).status).toBe(403)
    for (let count = 0; count < 100; count += 1) await viewer.get('/api/runs')
    await expectEntry({ kind: 'request.refused', code: 'forbidden', route: 'POST /api/runs/:id/cancel' })
    await expectEntry({ kind: 'request.refused', code: 'csrf-failed' })
    await expectEntry({ kind: 'request.refused', code: 'origin-refused' })
    await expectEntry({ kind: 'request.refused', code: 'too-many-requests' })
    const flood = () => entries({ kind: 'request.refused', code: 'too-many-requests' })
    await expect
      .poll(async () => (await flood()).reduce((sum, { times }) => sum + times, 0), { timeout: 10_000 })
      .toBeGreaterThan(30)
    expect((await flood()).length).toBeLessThanOrEqual(10)
  })

  test('of hundreds of refusals in a few seconds loses none, and a sign-in after them is there within a second', async () => {
    await using own = await openGateway()
    const viewer = await own.enter('viewer')
    await own.enter('operator')
    const list = async () => (await own.runs.catalog.audit.list({ limit: 1000 })).entries
    for (let round = 0; round < 13; round += 1)
      await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          index % 2 ? viewer.post(`/api/runs/r${round}-${index}/cancel`) : viewer.get(`/api/audit?limit=${index + 1}`),
        ),
      )
    await signIn(own.url, viewer.username)
    await expect
      .poll(
        async () => (await list()).filter(({ kind, target }) => kind === 'session.login' && target === viewer.username),
        {
          timeout: 1_000,
          interval: 50,
        },
      )
      .toHaveLength(2)
    const timesOf = async () =>
      (await list()).filter(({ code }) => code === 'forbidden').reduce((sum, { times }) => sum + times, 0)
    await expect.poll(timesOf, { timeout: 1_500 }).toBe(650)
    expect((await list()).length).toBeLessThan(300)
  })

  test('is for administrators, page by page and by filter', async () => {
    const refused = await operator.get('/api/audit')
    expect([refused.status, await codeOf(refused)]).toEqual([403, 'forbidden'])
    const list = async (query: string) => bodyOf<Entries>(await admin.get(`/api/audit?${query}`))
    const first = await list('limit=2')
    const second = await list(`limit=2&cursor=${first.next}`)
    expect([first.entries.length, second.entries.length]).toEqual([2, 2])
    expect(first.entries.at(-1)!.id > second.entries[0]!.id).toBe(true)
    const { entries: logins } = await list('kind=session.login&outcome=refused&target=operator&address=127.0.0.1')
    expect(logins.map(({ code }) => code)).toEqual(['wrong-credentials'])
    expect((await list(`user=${logins[0]!.id}`)).entries).toEqual([])
    expect((await list('until=2020-01-01T00:00:00Z')).entries).toEqual([])
    expect((await list('since=2020-01-01T00:00:00Z&limit=1')).entries).toHaveLength(1)
    expect((await admin.get('/api/audit?kind=nonsense')).status).toBe(400)
  })

  test('tells of users and keys, and by which key something was done', async () => {
    const root = await gateway.enter('admin')
    const { id } = await bodyOf<{ id: string }>(
      await root.post('/api/users', { username: 'noted', password: 'a password for noting', role: 'viewer' }),
    )
    await root.send('PATCH', `/api/users/${id}`, { disabled: true })
    const issued = await root.post('/api/keys', { name: 'noted', scopes: ['start', 'administer'] })
    const { id: keyId, key } = await bodyOf<{ id: string; key: string }>(issued)
    const byKey = { authorization: `Bearer ${key}` }
    const started = await fetch(`${gateway.url}/api/etl/start`, json({ dataType: 'JSON', payload: {} }, byKey))
    const { runId } = await bodyOf<{ runId: string }>(started)
    await root.send('DELETE', `/api/keys/${keyId}`)
    await root.post('/api/auth/logout-everywhere')
    const { userId } = root
    for (const [kind, target] of [
      ['user.create', id],
      ['user.change', id],
      ['key.create', keyId],
      ['key.revoke', keyId],
      ['session.revoke', userId],
    ] as const)
      await expectEntry({ kind, target, userId, keyId: null, outcome: 'done' })
    await expectEntry({ kind: 'run.start', target: runId, userId, keyId })
    expect(JSON.stringify(await entries())).not.toMatch(/a password for noting|syn_/)
  })

  test('keeps a gateway from starting that has a silent change', async () => {
    const { buildApp } = await import('../src/app.ts')
    const { catalog, broker } = gateway.runs
    const app = await buildApp({ config: gateway.config, catalog, broker, runs: gateway.runs })
    app.post('/api/silent', { config: { needs: 'nothing' } }, () => null)
    await expect(app.ready()).rejects.toThrow('POST /api/silent')
    await app.close()
  })

  test('is written when the gateway stops', async () => {
    const other = await gateway.beside()
    const there = await other.signIn('admin')
    const { runId } = await bodyOf<{ runId: string }>(
      await there.post('/api/etl/start', { dataType: 'JSON', payload: { a: 1 } }),
    )
    await other.app.close()
    expect(await entries({ kind: 'run.start', target: runId })).toHaveLength(1)
  })
})
