import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkedFetch } from '../conformance/checked-fetch.ts'
import { signIn, type Json } from './client.ts'
import { codeOf } from './code-of.ts'
import { rawGet } from './raw-http.ts'
import { askMetrics, startSystem } from './system.ts'

const system = await startSystem({ workers: 0 })
afterAll(() => system.stop())

const get = (path: string, headers: Record<string, string> = {}) => checkedFetch(new URL(path, system.url), { headers })

describe('the system', () => {
  test('is alive', async () => {
    expect((await get('/health')).status).toBe(200)
  })

  test('is ready, and names each dependency and its state', async () => {
    const answer = await get('/ready')
    expect(answer.status).toBe(200)
    const { dependencies } = (await answer.json()) as { dependencies: Json[] }
    expect(dependencies).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'postgresql', state: 'up' }),
        expect.objectContaining({ name: 'redis', state: 'up' }),
      ]),
    )
  })

  test('tells Prometheus how it is doing', async () => {
    const answer = await askMetrics(system.url)
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
    const text = await answer.text()
    const broken = text
      .split('\n')
      .filter((line) => !/^(#.*|[a-zA-Z_:][\w:]*(\{.*\})? -?[\d.eE+-]+|.* (NaN|[+-]Inf)|)$/.test(line))
    expect(broken).toEqual([])
    expect(text).toMatch(/^process_resident_memory_bytes \d/m)
    expect(text).toMatch(/http_\w*(count|total)\{[^}]*\/health[^}]*\} \d/)
  })

  test('shows the console to whoever comes by', async () => {
    const answer = await get('/', { accept: 'text/html' })
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('<title>Syndicate</title>')
  })
})

describe('the API reference', () => {
  const operations = `
    POST /api/auth/login
    GET /api/auth/session
    POST /api/auth/logout
    POST /api/etl/start
    POST /api/etl/upload
    GET /api/runs
    GET /api/runs/{id}
    POST /api/runs/{id}/cancel
    POST /api/runs/{id}/replay
    POST /api/runs/replay
    GET /api/quarantine
    POST /api/quarantine/replay
    POST /api/quarantine/discard
    GET /api/registry
    GET /api/registry/{dataset}
    GET /api/registry/{dataset}/records
    POST /api/registry/{dataset}/rollback
    GET /api/pipelines
    GET /api/pipelines/{name}
    GET /api/pipelines/{name}/versions/{version}
    POST /api/pipelines/apply
    DELETE /api/pipelines/{name}
    GET /api/schemas
    GET /api/telemetry
    GET /ws/telemetry
    GET /health
    GET /ready
    GET /api/system/diagnosis
    GET /metrics`
    .trim()
    .split(/\n\s+/)
  interface Operation {
    summary?: string
    responses?: Record<string, { content?: Json }>
  }
  let document: { openapi: string; paths: Record<string, Record<string, Operation>>; components: { schemas: Json } }
  beforeAll(async () => {
    document = (await (await get('/docs/json')).json()) as typeof document
  })

  test('is OpenAPI 3.1 and lists every route', () => {
    expect(document.openapi).toMatch(/^3\.1\./)
    const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(listed).toEqual(expect.arrayContaining(operations))
  })

  test.each(operations)('describes %s and its answers', (operation) => {
    const [method = '', path = ''] = operation.split(' ')
    const { summary, responses = {} } = document.paths[path]?.[method.toLowerCase()] ?? {}
    expect(summary).toMatch(/\w{3}/)
    expect(Object.keys(responses).length).toBeGreaterThan(0)
  })

  test('refers to nothing that is not there', () => {
    const references = JSON.stringify(document).match(/"#\/components\/[^"]+"/g) ?? []
    expect(references.length).toBeGreaterThan(5)
    for (const reference of new Set(references)) {
      expect(document, reference).toHaveProperty(reference.slice(3, -1).split('/'))
    }
    expect(JSON.stringify(document)).not.toMatch(/"\$ref":"(?!#\/)/)
  })

  test('is a page for people as well', async () => {
    const answer = await get('/docs')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/)
  })
})

describe('an answer', () => {
  test.each([
    ['an address nobody knows', '/api/nothing', 'GET', 'route-not-found'],
    ['an address outside the API', '/wp-admin.php', 'GET', 'route-not-found'],
    ['a method nobody asked for', '/api/runs', 'DELETE', 'route-not-found'],
    ['an address that is broken', '/api/runs/%E0%A4%A', 'GET', 'validation-failed'],
  ])('to %s is a problem document', async (_name, path, method, code) => {
    expect(await codeOf(await (await signIn(system.url)).fetch(path, { method }))).toBe(code)
  })

  test('carries headers that keep browsers careful', async () => {
    for (const path of ['/health', '/api/runs', '/api/nothing']) {
      const { headers } = await get(path)
      expect(headers.get('x-content-type-options'), path).toBe('nosniff')
      expect(headers.get('content-security-policy'), path).toMatch(/default-src 'none'/)
      expect(headers.get('content-security-policy'), path).toMatch(/frame-ancestors 'none'/)
      expect(headers.get('strict-transport-security'), path).toMatch(/max-age=\d{7,}/)
      expect(headers.get('referrer-policy'), path).toBeTruthy()
      expect(headers.has('x-powered-by') || headers.has('server'), path).toBe(false)
    }
  })

  test.each([
    ['gzip, br, zstd', 'zstd'],
    ['gzip, br', 'br'],
    ['gzip', 'gzip'],
    ['identity', undefined],
  ])('to a client that accepts %s is compressed as %s', async (accepted, encoding) => {
    const { headers, status } = await rawGet(`${system.url}/docs/json`, { 'accept-encoding': accepted })
    expect(status).toBe(200)
    expect(headers['content-encoding']).toBe(encoding)
  })
})
