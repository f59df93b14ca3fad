import type { SignInMethods } from '@syndicate/contracts'
import { createLog } from '@syndicate/logging'
import { PassThrough } from 'node:stream'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bodyOf, codeOf, json, openGateway, password } from './fixture.ts'
import {
  comeBack,
  isCallback,
  openGatewayAtProvider,
  publicUrl,
  sessionOf,
  start,
  type GatewayAtProvider,
} from './oidc-fixture.ts'

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

  function keptLog() {
    const stream = new PassThrough()
    const lines: string[] = []
    stream.on('data', (line: Buffer) => void lines.push(line.toString()))
    return { log: createLog({ app: 'gateway' }, stream), said: () => lines.join('') }
  }

  /** What a provider says of itself, with something wrong. */
  const saying =
    (wrong: object): Parameters<typeof createServer>[1] =>
    (request, response) => {
      const issuer = `http://${request.headers.host}`
      const names = { authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/jwks`, ...names, ...wrong }))
    }

  /** A provider that is none: it answers as it is told. */
  async function openBroken(answer: Parameters<typeof createServer>[1]) {
    const server = createServer(answer!).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { log, said } = keptLog()
    const { url } = await open.gateway.beside({ changes: { log, auth: { oidc: open.settingsOf({ issuer }) } } })
    return { url, said, [Symbol.dispose]: () => (server.closeAllConnections(), server.close()) }
  }

  test.each<[string, string, Parameters<typeof createServer>[1]]>([
    ['is away', 'not reached: ', (request) => request.socket.destroy()],
    ['fails', 'answered 503', (_request, response) => response.writeHead(503).end()],
    ['is another', 'it calls itself http://127.0.0.1/main', saying({ issuer: 'http://127.0.0.1/main' })],
    ['is not there', '404 without a type', (_request, response) => response.writeHead(404).end()],
    [
      'answers with a page',
      '200 text/html',
      (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Welcome'),
    ],
    ['names no place for codes', 'it names no token_endpoint', saying({ token_endpoint: undefined })],
    [
      'answers without end',
      'answered with more than 1048576 bytes',
      (_request, response) => {
        response.setHeader('content-type', 'application/json')
        const more = () => response.destroyed || (response.write(' '.repeat(65_536)), setImmediate(more))
        more()
      },
    ],
  ])('where the provider %s: with passwords, and people are told', async (_how, reason, answer) => {
    using broken = await openBroken(answer)
    expect(await methodsAt(broken.url)).toMatchObject({ password: true, oidc: { available: false } })
    const begun = await open.browserAt(broken.url).ask(start)
    expect(begun.headers.get('location')).toBe(`${publicUrl}/?refused=provider-unavailable`)
    const program = await fetch(`${broken.url}/api/auth/oidc`, { redirect: 'manual' })
    expect([program.status, await codeOf(program)]).toEqual([503, 'provider-unavailable'])
    expect((await fetch(`${broken.url}/api/auth/login`, json({ username: 'admin', password }))).status).toBe(200)
    const told = broken
      .said()
      .split('\n')
      .filter((line) => line.includes('the provider cannot be used'))
    expect(told).toEqual([expect.stringContaining(reason)])
  })

  test('where its place to sign out is of no use: the session here ends all the same', async () => {
    using broken = await openBroken(saying({ end_session_endpoint: 'nowhere' }))
    open.idp.people['s-ivy'] = { preferred_username: 'ivy', groups: ['staff'] }
    const browser = open.browserAt()
    await comeBack(browser, 's-ivy')
    const { csrf } = await sessionOf(browser)
    const cookie = ['gsession', 'csrfToken'].map((name) => `${name}=${browser.cookies(publicUrl).get(name)}`).join('; ')
    const headers = { cookie, 'x-csrf-token': csrf }
    expect((await fetch(`${broken.url}/api/auth/logout`, { method: 'POST', headers })).status).toBe(204)
    expect((await browser.ask(`${publicUrl}/api/auth/session`)).status).toBe(401)
  })

  test('where the fault is ours: the page says so, and the log has it whole', async () => {
    const { log, said } = keptLog()
    const ours = await open.gateway.beside({ changes: { log } })
    open.idp.people['s-jon'] = { preferred_username: 'jon', groups: ['staff'] }
    const browser = open.browserAt(ours.url)
    const back = await comeBack(browser, 's-jon', isCallback)
    await ours.runs.catalog.close()
    const refused = (await browser.ask(back)).headers.get('location')
    expect(refused).toMatch(/refused=(internal-error|unavailable)$/)
    expect(said()).toMatch(/"level":(50|"error").*"err":\{.*sign-in at the provider failed/)
  })

  test('where the provider says nothing: it is not waited for', async () => {
    using silent = await openBroken(() => {})
    const startedAt = performance.now()
    expect(await methodsAt(silent.url)).toMatchObject({ oidc: { available: false } })
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })
})
