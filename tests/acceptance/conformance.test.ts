import type { ProblemCode } from '@syndicate/contracts'
import { afterAll, describe, expect, test } from 'vitest'
import { clientSecret, startIdentityProvider } from '../../apps/gateway/tests/identity-provider.ts'
import { checkedFetch } from '../conformance/checked-fetch.ts'
import { seen } from '../conformance/complaints-of.ts'
import { operations, type Operation } from '../conformance/document.ts'
import { signIn } from './client.ts'
import { everyRequest, issueKey, newUser } from './every-request.ts'
import { openSocket, type RefusedUpgrade } from './socket.ts'
import { startSystem } from './system.ts'

const publicUrl = 'https://etl.example.org'
const idp = await startIdentityProvider()
idp.open(publicUrl)
const oidc = { issuer: idp.issuer, clientId: 'syndicate', roleClaim: 'groups', roles: { staff: 'viewer' } }
const system = await startSystem({
  workers: 1,
  config: { auth: `oidc: ${JSON.stringify({ ...oidc, scopes: ['openid', 'groups'], signOutAtProvider: true })}` },
  env: { PUBLIC_URL: publicUrl, OIDC_CLIENT_SECRET: clientSecret },
})
afterAll(async () => {
  await system.stop()
  await idp[Symbol.asyncDispose]()
})

const noId = '019b7c1e-5a00-7000-8000-0123456789ab'
const aPayload = { dataType: 'JSON', payload: { a: 1 } }
const admin = await signIn(system.url)
const lines = '{"cpu":1,"mem":2,"timestamp":"2026-01-02T03:04:05Z"}\n'.repeat(3) + '{"cpu":"hot"}\n'.repeat(5)
const published = await admin.ingest({ pipeline: 'telemetry', format: 'ndjson' }, lines)
await admin.ingest({ pipeline: 'telemetry', format: 'ndjson' }, lines)
const quarantined = (await admin.quarantine(`run=${published.runId}`)).map(({ id }) => id)
const requests = everyRequest({ admin, published, quarantined, noId, idp, publicUrl })

/** What takes a fault, a flood or much time to see, and is seen by the suites about those. */
const rare = /^(5\d\d|429|410|413)$/
/** A socket is opened by an upgrade, and the client is there only once it is built. */
const notByFetch = /^GET \/(ws|api\/js)\//

async function answered(response: Response): Promise<number | ProblemCode> {
  if (!/problem\+json/.test(response.headers.get('content-type') ?? '')) {
    await response.arrayBuffer()
    return response.status
  }
  return ((await response.json()) as { code: ProblemCode }).code
}

describe('each operation answers as documented', () => {
  test.each(Object.entries(requests))('%s', async (_name, all) => {
    await admin.start(aPayload, { 'idempotency-key': 'once' })
    for (const [expected, ask] of all) expect(await answered(await ask())).toBe(expected)
  })

  test('all of them are asked', () => {
    const asked = Object.keys(requests)
    expect(
      operations.map(({ name }) => name).filter((name) => !notByFetch.test(name) && !asked.includes(name)),
    ).toEqual([])
  })
})

describe('each operation refuses as documented', () => {
  const byFetch = operations.filter(({ name }) => !notByFetch.test(name))
  const pathOf = ({ path }: Operation) => path.replace(/\{\w+\}/g, noId)
  const isChange = ({ method }: Operation) => method !== 'GET'
  const isStreamed = ({ body }: Operation) => body?.['*/*'] !== undefined
  const plain = (operation: Operation, headers: Record<string, string> = {}, more = '') =>
    checkedFetch(new URL(pathOf(operation) + more, system.url), { method: operation.method, headers })
  const tooManyBytes = ({ path }: Operation) => {
    if (path === '/api/pipelines/apply') return 30_000_000
    return path.startsWith('/api/pipelines/') ? 1_100_000 : 70_000
  }
  const closed = byFetch.filter(({ needs }) => needs !== 'nothing')

  test('who is nobody, or shows a key nobody has', async () => {
    for (const operation of closed) {
      expect(await answered(await plain(operation))).toBe('not-authenticated')
    }
    const { key } = await issueKey(admin, ['read'])
    // Who shows more bad keys is not let in with any for a while.
    for (const operation of closed.slice(0, 10)) {
      expect(await answered(await plain(operation, { authorization: `Bearer ${key}x` }))).toBe('invalid-key')
    }
  }, 60_000)

  test('who may not', async () => {
    const viewer = await newUser(admin, 'viewer')
    const starter = { authorization: `Bearer ${(await issueKey(admin, ['start'])).key}` }
    // The figures are for whoever has their token, and for nobody else whoever it is.
    for (const operation of closed.filter(({ needs }) => needs !== 'metrics')) {
      const { needs, method } = operation
      const who =
        needs === 'session' || needs === 'read' ? starter : { cookie: viewer.cookie, 'x-csrf-token': viewer.csrf }
      const code = await answered(await plain(operation, who))
      expect([method, operation.path, code]).toEqual([method, operation.path, 'forbidden'])
    }
  })

  test('a change from elsewhere, or without the token, or with a body that is none', async () => {
    for (const operation of byFetch.filter(isChange)) {
      expect(await answered(await plain(operation, { 'sec-fetch-site': 'cross-site' }))).toBe('origin-refused')
    }
    for (const operation of closed.filter(isChange)) {
      const { cookie, csrf } = admin
      expect(await answered(await plain(operation, { cookie }))).toBe('csrf-failed')
      const ask = (type: string, body: string) =>
        checkedFetch(new URL(pathOf(operation), system.url), {
          method: operation.method,
          headers: { cookie, 'x-csrf-token': csrf, 'content-type': type },
          body,
        })
      if (isStreamed(operation)) continue
      expect(await answered(await ask('text/html', '<p>'))).toBe('unsupported-media-type')
      expect(await answered(await ask('application/json', '{'))).toBe('malformed-body')
      const large = await answered(await ask('application/json', `"${'x'.repeat(tooManyBytes(operation))}"`))
      expect(large).toBe('input-too-large')
    }
    // Where none is wanted, none is fine.
    for (const operation of closed.filter((each) => isChange(each) && each.body && !isStreamed(each))) {
      const { cookie, csrf } = admin
      const headers = { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json' }
      expect(await answered(await plain(operation, headers))).toBe('empty-input')
    }
  }, 60_000)

  test('too long an address, too many parameters, and what is compressed', async () => {
    for (const operation of byFetch) {
      expect(await answered(await plain(operation, {}, `?x=${'x'.repeat(9000)}`))).toBe('url-too-long')
      expect(await answered(await plain(operation, {}, `?${'x&'.repeat(200)}`))).toBe('validation-failed')
      if (isStreamed(operation)) continue
      expect(await answered(await plain(operation, { 'content-encoding': 'gzip' }))).toBe('unsupported-encoding')
    }
  })
})

test('a socket is opened and refused as documented', async () => {
  const socket = await openSocket(admin)
  await socket.subscribe(['telemetry.live', `runs.${published.runId}`])
  socket.send({ type: 'TELEMETRY', id: 1, payload: { cpu: 1, mem: 2, timestamp: '2026-01-02T03:04:05Z' } })
  const { runId } = await socket.first('ACK')
  await socket.until(() => socket.events('telemetry.live').some(({ data }) => 'runId' in data && data.runId === runId))
  socket.sendText('nonsense')
  expect((await socket.first('ERROR')).code).toBe('malformed-body')
  socket.send({ type: 'UNSUBSCRIBE', topics: ['telemetry.live'] })
  await socket.first('UNSUBSCRIBED')
  await socket.close()
  const refused = await openSocket(admin, { origin: 'https://elsewhere.example' }).catch((error: unknown) => error)
  expect((refused as RefusedUpgrade).response.status).toBe(403)
})

test('no answer that can be had without a fault is documented and never seen', () => {
  // What needs a question that takes seconds, many of them at once, or a gateway without figures or a provider.
  const elsewhere =
    /^(GET \S+ 422|POST \/api\/((quarantine|runs)\/replay|quarantine\/(discard|mend)|runs\/(deal-with|reopen)) 422|GET \/metrics 403|GET \/api\/auth\/oidc(\/callback)? 404|POST \/api\/keys 409)$/
  const unseen = operations
    .filter(({ name }) => !notByFetch.test(name))
    .flatMap(({ name, answers }) => [...answers.keys()].map((status) => `${name} ${status}`))
    .filter((each) => !seen().has(each) && !rare.test(each.split(' ').at(-1)!) && !elsewhere.test(each))
  expect(unseen).toEqual([])
})
