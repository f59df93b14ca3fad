import { afterAll, describe, expect, test } from 'vitest'
import { signIn } from '../acceptance/client.ts'
import { codeOf } from '../acceptance/code-of.ts'
import { RefusedUpgrade, openSocket } from '../acceptance/socket.ts'
import { startSystem } from '../acceptance/system.ts'
import { say } from './say.ts'

const system = await startSystem({ workers: 0 })
afterAll(() => system.stop())
const user = await signIn(system.url)
const { host } = new URL(system.url)
const session = `Cookie: ${user.cookie}`

const issued = await user.post('/api/keys', { name: 'probe', scopes: ['read'] })
const { key } = (await issued.json()) as { key: string }

describe('a request line and its host', () => {
  test.each([
    ['two hosts', ['GET /health HTTP/1.1', `Host: ${host}`, 'Host: evil.example'], 400],
    ['two hosts, the wrong one first', ['GET /health HTTP/1.1', 'Host: evil.example', `Host: ${host}`], 400],
    ['HTTP/2 in clear text', ['PRI * HTTP/2.0', '', 'SM'], 400],
    ['a version nobody speaks', ['GET /health HTTP/3.7', `Host: ${host}`], 400],
    ['a space in the path', ['GET /health HTTP/1.1 HTTP/1.1', `Host: ${host}`], 400],
    ['TRACE', ['TRACE /health HTTP/1.1', `Host: ${host}`, session], 404],
    ['a method of one’s own', ['SMUGGLE /health HTTP/1.1', `Host: ${host}`], 400],
  ])('%s is refused', async (_what, lines, status) => {
    const answer = await say(system.url, lines)
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(answer).toContain('application/problem+json')
    expect(answer).not.toMatch(/gsession=/)
  })

  test('CONNECT opens no tunnel', async () => {
    const answer = await say(system.url, [`CONNECT ${host} HTTP/1.1`, `Host: ${host}`])
    expect(answer).not.toMatch(/^HTTP\/1\.1 2/)
  })

  test('another host is nowhere repeated, so that no cache keeps it and no page follows it', async () => {
    for (const path of ['/', '/docs', '/docs/json', '/api/runs', '/admin/queues', '/nowhere', '/api/runs?limit=1']) {
      const answer = await say(system.url, [
        `GET ${path} HTTP/1.1`,
        'Host: evil.example',
        'X-Forwarded-Host: evil.example',
        'X-Forwarded-Proto: gopher',
        'Accept: text/html',
        session,
      ])
      expect(answer, path).not.toContain('evil.example')
      expect(answer, path).not.toContain('gopher')
    }
  })

  test('a page of another host cannot use the name it was reached by', async () => {
    const refused = openSocket(user, { origin: 'https://evil.example' }).catch((error: unknown) => error)
    expect(await refused).toBeInstanceOf(RefusedUpgrade)
  })
})

describe('an address', () => {
  test.each([
    '//evil.example/',
    '//evil.example/%2e%2e',
    '/\\evil.example',
    '/%5cevil.example',
    '/docs//evil.example/..',
    '/docs/..//evil.example',
    '/admin/queues//evil.example',
    '/admin/queues/%2f%2fevil.example',
    '/?next=https://evil.example',
    '/api/auth/session?redirect=//evil.example',
    '/https://evil.example',
  ])('%s leads nowhere else', async (path) => {
    const answer = await say(system.url, [`GET ${path} HTTP/1.1`, `Host: ${host}`, session, 'Accept: text/html'])
    const location = /^location: (.*)$/im.exec(answer)?.[1]?.trim()
    expect(location === undefined || new URL(location, system.url).host === host, location).toBe(true)
    expect(answer).not.toMatch(/^HTTP\/1\.1 5/)
  })

  test.each([
    '/docs/static/../../package.json',
    '/docs/static/..%2f..%2fpackage.json',
    '/docs/static/%2e%2e/%2e%2e/package.json',
    '/docs/static/..%5c..%5cpackage.json',
    '/docs/static//etc/passwd',
    '/admin/queues/static/..%2f..%2fpackage.json',
    '/admin/queues/static/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc/passwd',
    '/admin/queues/static/index.html%00.png',
  ])('%s is no file', async (path) => {
    const answer = await say(system.url, [`GET ${path} HTTP/1.1`, `Host: ${host}`, session])
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(answer).not.toMatch(/root:|"version":|"dependencies"/)
  })

  test('puts no header into an answer', async () => {
    const split = '%0d%0aSet-Cookie:%20gsession=planted%0d%0a%0d%0a'
    for (const path of [
      `/api/runs?limit=1&q=${split}`,
      `/api/quarantine?limit=1&dataset=${split}`,
      `/api/registry/${split}/records`,
      `/${split}`,
      `/docs/static/${split}`,
    ]) {
      const answer = await say(system.url, [`GET ${path} HTTP/1.1`, `Host: ${host}`, session])
      expect(answer.split('\r\n\r\n', 1)[0], path).not.toMatch(/planted/i)
      expect(answer, path).not.toMatch(/^HTTP\/1\.1 5/)
    }
  })

  test.each([
    ['/api/runs', ['q', 'dataset', 'pipeline', 'cursor', 'state', 'since']],
    ['/api/quarantine', ['run', 'dataset', 'cursor', 'code']],
    ['/api/audit', ['target', 'address', 'user', 'cursor', 'kind', 'since']],
    ['/api/telemetry', ['topic', 'since']],
    ['/api/registry/x/records', ['cursor', 'version', 'format']],
  ])('%s takes no statement for a filter', async (path, filters) => {
    const statements = [
      "'; drop table runs; --",
      "' or 1=1 --",
      '%',
      '\\',
      '\0',
      '\u{FFFF}',
      '../../etc',
      '{"$ne":1}',
      '🤷',
    ]
    for (const filter of filters) {
      for (const statement of statements) {
        const answer = await user.fetch(`${path}?${filter}=${encodeURIComponent(statement)}`)
        const code = answer.status === 200 ? 'nothing found' : await codeOf(answer)
        expect(['nothing found', 'validation-failed', 'dataset-not-found']).toContain(code)
      }
    }
  })

  test('is no place for a key', async () => {
    for (const name of ['key', 'api_key', 'apikey', 'apiKey', 'token', 'access_token', 'authorization', 'bearer']) {
      const answer = await fetch(new URL(`/api/registry?${name}=${key}`, system.url))
      expect([name, answer.status]).toEqual([name, 401])
    }
    const basic = Buffer.from(`${key}:`).toString('base64')
    const others: Record<string, string>[] = [
      { 'x-api-key': key },
      { authorization: `Basic ${basic}` },
      { cookie: `gsession=${key}` },
      { authorization: key },
    ]
    for (const headers of others)
      expect((await fetch(new URL('/api/registry', system.url), { headers })).status).toBe(401)
    const good = await fetch(new URL('/api/registry', system.url), { headers: { authorization: `Bearer ${key}` } })
    expect(good.status).toBe(200)
    expect(system.logs()).not.toContain(key.slice(-20))
  })
})

describe('a page of another site', () => {
  const body = JSON.stringify({ dataType: 'JSON', payload: { forged: true }, dataset: 'forged' })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/html', ''])(
    'cannot start a run with a form of %s',
    async (type) => {
      for (const headers of [{}, { 'x-csrf-token': user.csrf }]) {
        const answer = await fetch(new URL('/api/etl/start', system.url), {
          method: 'POST',
          headers: { cookie: user.cookie, 'content-type': type, ...headers },
          body,
        })
        expect(['csrf-failed', 'unsupported-media-type']).toContain(await codeOf(answer))
      }
    },
  )

  test('cannot upload, whatever the type', async () => {
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/octet-stream']) {
      const headers = { cookie: user.cookie, 'content-type': type }
      const path = '/api/etl/upload?pipeline=records&dataset=forged'
      expect(await codeOf(await fetch(new URL(path, system.url), { method: 'POST', headers, body }))).toBe(
        'csrf-failed',
      )
    }
    expect(await user.get('/api/runs?dataset=forged')).toMatchObject({ runs: [] })
  })

  test('is allowed nothing by CORS', async () => {
    const asked = await fetch(new URL('/api/etl/start', system.url), {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    })
    const read = await user.fetch('/api/runs', { headers: { origin: 'https://evil.example' } })
    for (const { headers } of [asked, read])
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
  })
})
