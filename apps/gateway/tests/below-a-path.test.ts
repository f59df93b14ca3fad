import type { AcceptedRun } from '@syndicate/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bodyOf, json, openGateway, password, signIn, type Client, type OpenGateway } from './fixture.ts'
import { openSocket } from './socket-client.ts'

let gateway: OpenGateway
let client: Client

beforeAll(async () => {
  gateway = await openGateway({ connectivity: { basePath: '/etl' } })
  client = await gateway.signIn('admin')
})
afterAll(() => gateway[Symbol.asyncDispose]())

test('all is found below the path, and without it, as a proxy that takes it off asks', async () => {
  expect((await signIn(`${gateway.url}/etl`, 'admin')).cookie).toContain('gsession=')
  for (const path of ['/etl/api/runs', '/api/runs', '/etl/ready', '/etl/docs', '/etl/docs/'])
    expect([path, (await client.get(path)).status]).toEqual([path, 200])
})

test('cookies, where a run is, and the next page are below it', async () => {
  const signedIn = await fetch(`${gateway.url}/api/auth/login`, json({ username: 'admin', password }))
  const paths = signedIn.headers.getSetCookie().map((line) => /^(\w+)=.*Path=([^;]+)/.exec(line)?.slice(1))
  expect(Object.fromEntries(paths as [string, string][])).toEqual({
    gsession: '/etl',
    csrfToken: '/etl',
    gdevice: '/etl/api/auth/login',
  })
  const started = await client.post('/api/etl/start', { dataType: 'JSON', payload: { a: 1 } })
  const { runId, links } = await bodyOf<AcceptedRun>(started)
  expect([started.headers.get('location'), links.self, links.records]).toEqual([
    `/etl/api/runs/${runId}`,
    `/etl/api/runs/${runId}`,
    '/etl/api/registry/records/records',
  ])
  expect((await client.get(links.self)).status).toBe(200)
  await client.post('/api/etl/start', { dataType: 'JSON', payload: { a: 2 } })
  const next = /<([^>]+)>; rel="next"/.exec((await client.get('/api/runs?limit=1')).headers.get('link') ?? '')?.[1]
  expect(next).toMatch(/^\/etl\/api\/runs\?limit=1&cursor=/)
  expect((await client.get(next!)).status).toBe(200)
})

test('so are the pages of the API, what they describe, the queue board and the socket', async () => {
  expect(await (await client.get('/docs')).text()).not.toMatch(/(href|src)="\/(?!etl\/)/)
  expect(await (await client.get('/docs/static/swagger-initializer.js')).text()).toContain("'/etl/docs/json'")
  expect(await (await client.get('/docs/json')).json()).toMatchObject({ servers: [{ url: '/etl' }] })
  expect(await (await client.get('/docs/asyncapi.json')).text()).toContain('"/etl/ws/telemetry"')
  expect(await (await client.get('/admin/queues')).text()).toContain('<base href="/etl/admin/queues/"')
  const stranger = await fetch(`${gateway.url}/admin/queues`, { headers: { accept: 'text/html' }, redirect: 'manual' })
  expect(stranger.headers.get('location')).toBe('/etl/')
  const { socket } = await openSocket(gateway, client, '/etl/ws/telemetry')
  socket.terminate()
})
