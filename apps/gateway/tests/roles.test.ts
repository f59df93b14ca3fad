import { roles, type Need, type Role } from '@syndicate/contracts'
import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { App } from '../src/app-type.ts'
import { authorise } from '../src/auth/admission/authorise.ts'
import type { Gateway } from '../src/gateway.ts'
import { bodyOf, codeOf, openGateway, type Client, type OpenGateway } from './fixture.ts'

let gateway: OpenGateway
let callers: Record<string, (method: string, path: string) => Promise<Response>>

/** Who may do what, in words of their own: not read from the code that is tested. */
const mayDo: Record<string, Need[]> = {
  nobody: ['nothing'],
  viewer: ['nothing', 'known', 'session', 'read'],
  operator: ['nothing', 'known', 'session', 'read', 'start', 'operate'],
  admin: ['nothing', 'known', 'session', 'read', 'start', 'operate', 'administer'],
  'key to read': ['nothing', 'known', 'read'],
  'key to start': ['nothing', 'known', 'start'],
  'key to operate': ['nothing', 'known', 'start', 'operate'],
  'key to administer': ['nothing', 'known', 'administer'],
}

beforeAll(async () => {
  gateway = await openGateway()
  const people = Object.fromEntries(
    await Promise.all(roles.map(async (role) => [role, await gateway.enter(role)])),
  ) as Record<Role, Client>
  const byKey = async (scope: string) => {
    const { key } = await bodyOf<{ key: string }>(
      await people.admin.post('/api/keys', { name: scope, scopes: [scope] }),
    )
    return (method: string, path: string) =>
      fetch(gateway.url + path, { method, headers: { authorization: `Bearer ${key}` } })
  }
  const byPerson = (person: Client) => (method: string, path: string) => person.send(method, path)
  callers = {
    nobody: (method, path) => fetch(gateway.url + path, { method }),
    viewer: byPerson(people.viewer),
    operator: byPerson(people.operator),
    admin: byPerson(people.admin),
    'key to read': await byKey('read'),
    'key to start': await byKey('start'),
    'key to operate': await byKey('operate'),
    'key to administer': await byKey('administer'),
  }
})
afterAll(() => gateway[Symbol.asyncDispose]())

describe('every route', () => {
  const people = new Set<string>(roles)

  test.each(Object.keys(mayDo))('is open or closed to %s as its needs say', async (who) => {
    const routes = gateway.app.guardedRoutes.filter(({ method, url }) => method !== 'HEAD' && url.startsWith('/api'))
    expect(routes.length).toBeGreaterThanOrEqual(30)
    // Signing out is open to all people, and would end what the others are asked with.
    for (const { method, url, needs } of routes.filter((each) => !people.has(who) || !each.url.includes('/logout'))) {
      // No such thing is there: whoever may come in is told so, or that the request is not valid.
      const answer = await callers[who]!(method, url.replace(/:\w+/, 'x').replace(/telemetry$/, 'telemetry?topic=x'))
      const told = answer.status < 400 ? '' : await codeOf(answer)
      const closed = ['forbidden', 'not-authenticated'].includes(told) ? told : ''
      const refusal = who === 'nobody' ? 'not-authenticated' : 'forbidden'
      expect([method, url, closed]).toEqual([method, url, mayDo[who]!.includes(needs) ? '' : refusal])
    }
  })

  test('that changes something is no GET, and none but signing in and what pages are made of needs nothing', () => {
    const routes = gateway.app.guardedRoutes
    const reading = routes.filter(({ method }) => method === 'GET').map(({ needs }) => needs)
    expect(reading.filter((needs) => needs === 'start' || needs === 'operate')).toEqual([])
    const open = routes.filter(({ needs, url }) => needs === 'nothing' && /^\/api\/(?!js\/)/.test(url))
    expect(open.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /api/auth/login',
      'GET /api/auth/methods',
      'GET /api/auth/oidc',
      'GET /api/auth/oidc/callback',
    ])
  })

  test('below /api that says nothing keeps the gateway from starting', () => {
    const app = Fastify() as unknown as App
    authorise(app, {} as Gateway)
    app.get('/health', async () => 'well')
    expect(() => app.get('/api/forgotten', async () => 'open')).toThrow('GET /api/forgotten does not say what it needs')
  })

  test('says in the API reference what it needs', async () => {
    const { paths } = await bodyOf<{
      paths: Record<string, Record<string, { 'x-needs'?: string; security: object[] }>>
    }>(await fetch(`${gateway.url}/docs/json`))
    const cancel = paths['/api/runs/{id}/cancel']!['post']!
    expect([cancel['x-needs'], cancel.security]).toEqual(['operate', [{ session: [], csrf: [] }, { key: [] }]])
    expect(paths['/api/keys']!['post']!.security).toEqual([{ session: [], csrf: [] }])
    expect(paths['/api/auth/login']!['post']!.security).toEqual([])
  })
})
