import type { AcceptedRun, ApiKey } from '@syndicate/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bodyOf, codeOf, json, openGateway, type Client, type OpenGateway } from './fixture.ts'
import { openSocket, openSocketByKey, upgradeStatus } from './socket-client.ts'

let gateway: OpenGateway
let admin: Client & { userId: string }

type Issued = ApiKey & { key: string }

beforeAll(async () => {
  gateway = await openGateway()
  gateway.work()
  admin = await gateway.enter('admin')
})
afterAll(() => gateway[Symbol.asyncDispose]())

async function issue(owner: Client, ...scopes: string[]): Promise<Issued> {
  const answer = await owner.post('/api/keys', { name: 'a program', scopes })
  expect(answer.status).toBe(201)
  return bodyOf<Issued>(answer)
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` })
const get = (key: string, path: string, url = gateway.url) => fetch(url + path, { headers: bearer(key) })
const start = (key: string, dataset: string) =>
  fetch(
    `${gateway.url}/api/etl/start`,
    json({ dataType: 'JSON', payload: { a: 1 }, dataset }, { ...bearer(key), prefer: 'wait=20' }),
  )

describe('a key', () => {
  test('is shown once, is kept as a hash, and works without cookie, CSRF token and Origin', async () => {
    const { key, ...shown } = await issue(admin, 'start', 'read')
    const [, secret] = /^syn_[0-9a-f]{32}_([\w-]{43})$/.exec(key)!
    const days = (Date.parse(shown.expiresAt) - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(89.9)
    expect(days).toBeLessThan(90.1)
    const list = await bodyOf<{ keys: ApiKey[] }>(await admin.get('/api/keys'))
    expect(list.keys).toContainEqual({ ...shown, lastUsedAt: null })
    expect(JSON.stringify(list)).not.toContain(secret!.slice(0, 8))
    expect((await start(key, 'by-key')).status).toBe(200)
    expect((await get(key, '/api/registry/by-key/records')).status).toBe(200)
  })

  test('says when it was last used', async () => {
    const { id, key } = await issue(admin, 'read')
    await get(key, '/api/runs')
    const usedAt = async () => {
      const { keys } = await bodyOf<{ keys: ApiKey[] }>(await admin.get('/api/keys'))
      return keys.find((each) => each.id === id)?.lastUsedAt
    }
    await expect.poll(usedAt).toEqual(expect.any(String))
  })

  test('is believed before a cookie that comes with it', async () => {
    const { key } = await issue(admin, 'read')
    const both = await fetch(`${gateway.url}/api/users`, { headers: { ...bearer(key), cookie: admin.cookie } })
    expect([both.status, await codeOf(both)]).toEqual([403, 'forbidden'])
    const bad = await fetch(`${gateway.url}/api/runs`, { headers: { ...bearer('syn_x'), cookie: admin.cookie } })
    expect([bad.status, await codeOf(bad)]).toEqual([401, 'invalid-key'])
  })

  test('makes no keys, and nobody makes one that exceeds them', async () => {
    const { key } = await issue(admin, 'administer')
    const more = await fetch(`${gateway.url}/api/keys`, json({ name: 'more', scopes: ['read'] }, bearer(key)))
    expect([more.status, await codeOf(more)]).toEqual([403, 'forbidden'])
    const viewer = await gateway.enter('viewer')
    for (const scope of ['start', 'start:records', 'operate', 'administer']) {
      const answer = await viewer.post('/api/keys', { name: 'x', scopes: ['read', scope] })
      expect([answer.status, await codeOf(answer)]).toEqual([403, 'forbidden'])
    }
  })

  test.each([
    { scopes: [] },
    { scopes: ['read:../x'] },
    { scopes: ['everything'] },
    { scopes: ['start:'] },
    { scopes: ['start:../x'] },
    { scopes: ['start:records/a/b'] },
    { scopes: ['operate:records'] },
    { expiresInDays: 366 },
    { expiresInDays: 0 },
    { name: '' },
  ])('is not made of %j', async (changes) => {
    const answer = await admin.post('/api/keys', { name: 'x', scopes: ['read'], ...changes })
    expect([answer.status, await codeOf(answer)]).toEqual([400, 'validation-failed'])
  })

  test('is listed and revoked by its owner and by administrators alone', async () => {
    const [one, other] = [await gateway.enter('viewer'), await gateway.enter('viewer')]
    const { id } = await issue(one, 'read')
    const idsOf = async (client: Client) =>
      (await bodyOf<{ keys: ApiKey[] }>(await client.get('/api/keys?limit=1000'))).keys.map((each) => each.id)
    expect(await idsOf(one)).toEqual([id])
    expect(await idsOf(other)).toEqual([])
    expect(await idsOf(admin)).toContain(id)
    const refused = await other.send('DELETE', `/api/keys/${id}`)
    expect([refused.status, await codeOf(refused)]).toEqual([404, 'key-not-found'])
    expect((await admin.send('DELETE', `/api/keys/${id}`)).status).toBe(204)
    expect((await one.send('DELETE', `/api/keys/${id}`)).status).toBe(404)
    expect(await idsOf(one)).toEqual([])
  })

  test('never exceeds its owner at that moment, and ends with them', async () => {
    const owner = await gateway.enter('operator')
    const { key } = await issue(owner, 'start', 'read')
    expect((await start(key, 'owned')).status).toBe(200)
    await admin.send('PATCH', `/api/users/${owner.userId}`, { role: 'viewer' })
    const refused = await start(key, 'owned')
    expect([refused.status, await codeOf(refused)]).toEqual([403, 'forbidden'])
    expect((await get(key, '/api/runs')).status).toBe(200)
    await admin.send('PATCH', `/api/users/${owner.userId}`, { disabled: true })
    expect((await get(key, '/api/runs')).status).toBe(401)
  })

  test('that is over is refused', async () => {
    const { id, key } = await issue(admin, 'read')
    const find = gateway.runs.catalog.apiKeys.find
    gateway.runs.catalog.apiKeys.find = async (asked) => {
      const found = await find(asked)
      return found && asked === id ? { ...found, expiresAt: new Date(Date.now() - 1) } : found
    }
    const other = await get(key, '/api/runs')
    gateway.runs.catalog.apiKeys.find = find
    expect(other.status).toBe(401)
  })
})

describe('a key that is refused', () => {
  test('is answered with a challenge, whatever is wrong with it', async () => {
    const { key } = await issue(admin, 'read')
    const wrongSecret = `${key.slice(0, -4)}AAAA`
    for (const bad of [wrongSecret, key.slice(0, -1), 'syn_', 'x', `syn_${'0'.repeat(32)}_${'A'.repeat(43)}`]) {
      const answer = await get(bad, '/api/runs')
      expect([answer.status, await codeOf(answer)]).toEqual([401, 'invalid-key'])
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="syndicate"/)
    }
  })

  test('too often from one network is throttled, while a good one is not', async () => {
    await using own = await openGateway()
    const owner = await own.enter('viewer')
    const { key } = await issue(owner, 'read')
    expect((await get(key, '/api/runs', own.url)).status).toBe(200)
    const statuses: number[] = []
    for (let round = 0; round < 32; round += 1) statuses.push((await get('syn_bad', '/api/runs', own.url)).status)
    expect(statuses).toEqual([...Array.from({ length: 30 }, () => 401), 429, 429])
    const slowed = await get('syn_bad', '/api/runs', own.url)
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(50)
    expect((await get(key, '/api/runs', own.url)).status).toBe(200)
  })

  test('was revoked on another gateway within the last second, and its sockets are closed', async () => {
    const other = await gateway.beside()
    const { id, key } = await issue(admin, 'read')
    const sockets = [await openSocketByKey(gateway, key), await openSocketByKey(other, key)]
    expect((await get(key, '/api/runs', other.url)).status).toBe(200)
    expect((await admin.send('DELETE', `/api/keys/${id}`)).status).toBe(204)
    expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([1008, 1008])
    expect((await get(key, '/api/runs')).status).toBe(401)
    await expect.poll(async () => (await get(key, '/api/runs', other.url)).status, { timeout: 1_000 }).toBe(401)
  })
})

describe('a key to some datasets', () => {
  test('reads these, what runs made them, and nothing else', async () => {
    const writer = await issue(admin, 'start')
    const [mine, theirs] = await Promise.all(
      ['mine', 'theirs'].map(async (dataset) => bodyOf<AcceptedRun>(await start(writer.key, dataset))),
    )
    const { key } = await issue(admin, 'read:mine')
    for (const path of [
      '/api/registry/mine',
      '/api/registry/mine/records',
      '/api/runs?dataset=mine',
      `/api/runs/${mine!.runId}`,
      '/api/quarantine?dataset=mine',
      '/api/telemetry?topic=datasets.mine',
      `/api/telemetry?topic=runs.${mine!.runId}`,
    ])
      expect([path, (await get(key, path)).status]).toEqual([path, 200])
    for (const path of [
      '/api/registry',
      '/api/registry/theirs',
      '/api/registry/theirs/records',
      '/api/runs',
      '/api/runs?dataset=theirs',
      '/api/runs?dataset=mine&dataset=theirs',
      '/api/quarantine',
      '/api/quarantine?dataset=theirs',
      '/api/telemetry?topic=datasets.theirs',
      '/api/telemetry?topic=telemetry.live',
      '/api/telemetry?topic=system.stats',
      '/api/pipelines',
    ])
      expect([path, (await get(key, path)).status]).toEqual([path, 403])
    for (const path of [`/api/runs/${theirs!.runId}`, `/api/telemetry?topic=runs.${theirs!.runId}`])
      expect([path, await codeOf(await get(key, path))]).toEqual([path, 'run-not-found'])
  })

  test('follows these on a socket, and may not send without the scope', async () => {
    const { key } = await issue(admin, 'read:mine')
    const socket = await openSocketByKey(gateway, key)
    socket.send({ type: 'SUBSCRIBE', topics: ['datasets.mine'] })
    await socket.take('SUBSCRIBED')
    for (const topic of ['telemetry.live', 'datasets.theirs', 'system.stats']) {
      const before = socket.received.filter(({ type }) => type === 'ERROR').length
      socket.send({ type: 'SUBSCRIBE', topics: [topic] })
      expect((await socket.take('ERROR', before + 1)).at(-1)).toMatchObject({ code: 'forbidden' })
    }
    socket.send({ type: 'TELEMETRY', id: 1, payload: { cpu: 1, mem: 1, timestamp: '2026-01-01T00:00:00Z' } })
    expect((await socket.take('ERROR', 4)).at(-1)).toMatchObject({ code: 'forbidden', id: 1 })
    socket.socket.close()
  })
})

describe('a key to some pipelines', () => {
  const outcome = async (answer: Response) => (answer.ok ? answer.status : codeOf(answer))
  const upload = (key: string, query: string) =>
    fetch(`${gateway.url}/api/etl/upload?${query}`, { method: 'POST', headers: bearer(key), body: '{"a":1}\n' })

  test('starts these, into the datasets it names, and nothing else', async () => {
    const { key } = await issue(admin, 'start:records/confined', 'start:documents')
    expect(await outcome(await start(key, 'confined'))).toBe(200)
    expect(await outcome(await start(key, 'elsewhere'))).toBe('forbidden')
    expect(await outcome(await upload(key, 'pipeline=records&format=ndjson&dataset=confined'))).toBe(202)
    expect(await outcome(await upload(key, 'pipeline=documents&format=ndjson&dataset=of-documents'))).toBe(202)
    for (const query of ['pipeline=records', 'pipeline=records&dataset=elsewhere', 'pipeline=binary&dataset=confined'])
      expect([query, await outcome(await upload(key, query))]).toEqual([query, 'forbidden'])
    expect((await get(key, '/api/runs')).status).toBe(403)
  })

  test('sends telemetry for these alone', async () => {
    const { key } = await issue(admin, 'start:records')
    const socket = await openSocketByKey(gateway, key)
    socket.send({ type: 'TELEMETRY', id: 1, payload: { a: 1 }, pipeline: 'records' })
    await socket.take('ACK')
    socket.send({ type: 'TELEMETRY', id: 2, payload: { cpu: 1, mem: 1, timestamp: '2026-01-01T00:00:00Z' } })
    expect(await socket.take('ERROR')).toEqual([expect.objectContaining({ code: 'forbidden', id: 2 })])
    socket.socket.close()
  })
})

describe('a socket', () => {
  test('of a key needs no Origin and no CSRF token, and sends telemetry', async () => {
    const { key } = await issue(admin, 'start')
    const socket = await openSocketByKey(gateway, key)
    socket.send({ type: 'TELEMETRY', id: 7, payload: { cpu: 1, mem: 1, timestamp: '2026-01-01T00:00:00Z' } })
    expect(await socket.take('ACK')).toEqual([expect.objectContaining({ id: 7 })])
    socket.send({ type: 'SUBSCRIBE', topics: ['telemetry.live'] })
    const [refused] = await socket.take('ERROR')
    expect(refused).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('scope read') })
    socket.socket.close()
    expect(await upgradeStatus(gateway, { headers: bearer(`${key}x`) })).toBe(401)
  })

  test('of a viewer listens and sends nothing', async () => {
    const viewer = await gateway.enter('viewer')
    const socket = await openSocket(gateway, viewer)
    socket.send({ type: 'SUBSCRIBE', topics: ['telemetry.live'], csrf: viewer.csrf })
    await socket.take('SUBSCRIBED')
    socket.send({ type: 'TELEMETRY', id: 1, payload: { cpu: 1, mem: 1, timestamp: '2026-01-01T00:00:00Z' } })
    expect(await socket.take('ERROR')).toEqual([expect.objectContaining({ code: 'forbidden', id: 1 })])
    socket.socket.close()
  })
})
