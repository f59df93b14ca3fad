import type { SignInMethods } from '@syndicate/contracts'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bodyOf, codeOf, json, openGateway, password } from './fixture.ts'
import { comeBack, openGatewayAtProvider, publicUrl, start, type GatewayAtProvider } from './oidc-fixture.ts'

let open: GatewayAtProvider
beforeAll(async () => {
  open = await openGatewayAtProvider()
})
afterAll(() => open[Symbol.asyncDispose]())

describe('how one may sign in', () => {
  const methodsAt = async (url: string) => bodyOf<SignInMethods>(await fetch(`${url}/api/auth/methods`))

  test('is open to whoever asks', async () => {
    const oidc = { label: 'Company account', start, available: true }
    expect(await methodsAt(open.gateway.url)).toEqual({ password: true, oidc })
  })

  test('where there is no provider: with passwords', async () => {
    await using plain = await openGateway()
    expect(await methodsAt(plain.url)).toEqual({ password: true, oidc: null })
    for (const path of ['', '/callback']) {
      const answer = await fetch(`${plain.url}/api/auth/oidc${path}`)
      expect([answer.status, await codeOf(answer)]).toEqual([404, 'route-not-found'])
    }
  })

  test('where passwords are not taken: with the provider alone, and nobody is added by hand', async () => {
    const { url } = await open.gateway.beside({ changes: { auth: { oidc: open.settingsOf({ localUsers: false }) } } })
    expect(await methodsAt(url)).toMatchObject({ password: false, oidc: { available: true } })
    const login = await fetch(`${url}/api/auth/login`, json({ username: 'admin', password }))
    expect([login.status, await codeOf(login)]).toEqual([403, 'passwords-off'])
    const user = { username: 'new', password: 'tired zebra charger', role: 'viewer' }
    expect(await codeOf(await fetch(`${url}/api/users`, json(user, open.admin.headers)))).toBe('passwords-off')
    open.idp.people['s-hal'] = { preferred_username: 'hal', groups: ['staff'] }
    expect(await comeBack(open.browserAt(url), 's-hal')).toBe(`${publicUrl}/`)
  })

  /** A provider that is none: it answers as it is told. */
  async function openBroken(answer: Parameters<typeof createServer>[1]) {
    const server = createServer(answer!).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { url } = await open.gateway.beside({ changes: { auth: { oidc: open.settingsOf({ issuer }) } } })
    return { url, [Symbol.dispose]: () => (server.closeAllConnections(), server.close()) }
  }

  test.each<[string, Parameters<typeof createServer>[1]]>([
    ['is away', (request) => request.socket.destroy()],
    ['fails', (_request, response) => response.writeHead(503).end()],
    [
      'answers without end',
      (_request, response) => {
        response.setHeader('content-type', 'application/json')
        const more = () => response.destroyed || (response.write(' '.repeat(65_536)), setImmediate(more))
        more()
      },
    ],
  ])('where the provider %s: with passwords, and people are told', async (_how, answer) => {
    using broken = await openBroken(answer)
    expect(await methodsAt(broken.url)).toMatchObject({ password: true, oidc: { available: false } })
    const begun = await open.browserAt(broken.url).ask(start)
    expect(begun.headers.get('location')).toBe(`${publicUrl}/?refused=provider-unavailable`)
    const program = await fetch(`${broken.url}/api/auth/oidc`, { redirect: 'manual' })
    expect([program.status, await codeOf(program)]).toEqual([503, 'provider-unavailable'])
    expect((await fetch(`${broken.url}/api/auth/login`, json({ username: 'admin', password }))).status).toBe(200)
  })

  test('where the provider says nothing: it is not waited for', async () => {
    using silent = await openBroken(() => {})
    const startedAt = performance.now()
    expect(await methodsAt(silent.url)).toMatchObject({ oidc: { available: false } })
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })
})
