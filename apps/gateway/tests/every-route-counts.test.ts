import { routes } from '@syndicate/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openGateway, type OpenGateway } from './fixture.ts'

/** Each at an address of its own, as a proxy would tell, so that each begins with nothing counted. */
let gateway: OpenGateway
let addresses = 0
/** Another, where people have as little. */
let inside: OpenGateway

beforeAll(async () => {
  inside = await openGateway({ limits: { requestsPerMinute: 3, keyRequestsPerMinute: 3, lightRequestsPerMinute: 3 } })
  gateway = await openGateway({
    connectivity: { trustProxy: ['127.0.0.1'] },
    limits: { addressRequestsPerMinute: 3, lightRequestsPerMinute: 3 },
  })
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await inside[Symbol.asyncDispose]()
})

const documented = Object.keys(routes)
const files = [
  '/',
  '/runs',
  '/assets/a.js',
  '/api/js/client.min.js.map',
  '/ws/telemetry',
  '/admin/queues',
  '/admin/queues/static/a.js',
]
const reference = [
  '',
  '/',
  '/json',
  '/yaml',
  '/asyncapi.json',
  '/static/swagger-ui-bundle.js',
  '/static/swagger-ui.css',
]
const unknown = ['GET /nowhere', 'DELETE /api/runs', 'POST /wp-login.php', 'HEAD /health', 'OPTIONS /api/runs']

test.each([
  ...documented,
  ...files.map((path) => `GET ${path}`),
  ...reference.map((path) => `GET /docs${path}`),
  ...unknown,
])('%s has a limit for strangers', async (route) => {
  const [method, path] = route.split(' ') as [string, string]
  const from = `198.51.100.${(addresses += 1)}`
  const ask = () =>
    fetch(gateway.url + path.replace(/:\w+/g, 'x'), {
      method,
      headers: { 'x-forwarded-for': from },
      redirect: 'manual',
    })
  for (let count = 0; count < 3; count += 1) expect((await ask()).status).not.toBe(429)
  const refused = await ask()
  expect([refused.status, refused.headers.get('ratelimit-policy')]).toEqual([429, '"address";q=3;w=60'])
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
})

const forSomebody = Object.entries(routes)
  .filter(([, route]) => 'needs' in route && !['nothing', 'metrics'].includes(route.needs))
  .map(([name]) => name)

test.each([...forSomebody, 'GET /admin/queues', 'GET /admin/queues/static/a.js'])(
  '%s has a limit for who is known',
  async (route) => {
    const [method, path] = route.split(' ') as [string, string]
    const { cookie } = await inside.enter('admin')
    // A change lacks its CSRF token, and is counted before it is refused.
    const ask = () =>
      fetch(inside.url + path.replace(/:\w+/g, 'x'), { method, headers: { cookie }, redirect: 'manual' })
    for (let count = 0; count < 3; count += 1) expect((await ask()).status).not.toBe(429)
    const refused = await ask()
    expect([refused.status, refused.headers.get('ratelimit-policy')]).toEqual([429, '"user";q=3;w=60'])
  },
)

test('a user who shows a session gets files though the address is used up, and has a limit as well', async () => {
  const owner = await gateway.enter('viewer')
  for (let count = 0; count < 5; count += 1) await fetch(`${gateway.url}/docs`)
  expect((await fetch(`${gateway.url}/docs`)).status).toBe(429)
  for (let count = 0; count < 3; count += 1) expect((await owner.get('/docs')).status).toBe(200)
  expect((await owner.get('/docs')).headers.get('ratelimit-policy')).toBe('"user";q=3;w=60')
})
