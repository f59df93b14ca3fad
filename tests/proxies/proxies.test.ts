import { createHash, randomBytes } from 'node:crypto'
import { request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { subprotocol } from '@syndicate/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { developer, signIn, type Client } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { installed, startCaddy, startNginx, type RunningProxy } from './start-proxy.ts'

/** As loopback goes: whoever comes from here is not the proxy. */
const clientAddress = '127.0.0.9'
const uploadBytes = 20 * 1024 * 1024
const config = { set: { trustProxy: '[127.0.0.1]', atOncePerUser: 1 } }

/** By the path below which it is found. */
const systems = {
  '/': await startSystem({ workers: 1, config }),
  '/etl': await startSystem({ workers: 1, config, env: { PUBLIC_URL: 'https://etl.example.com/etl' } }),
}
afterAll(() => Promise.all(Object.values(systems).map((system) => system.stop())))

const cases = [
  { name: 'nginx', host: 'etl.example.com', base: '/', start: (url: string) => startNginx({ gateways: [url] }) },
  {
    name: 'nginx',
    host: 'etl.example.com',
    base: '/etl',
    start: (url: string) => startNginx({ gateways: [url], changes: { 'location / {': 'location /etl/ {' } }),
  },
  { name: 'caddy', host: 'etl.example.com', base: '/', start: (url: string) => startCaddy({ gateways: [url] }) },
  {
    name: 'caddy',
    host: 'example.org',
    base: '/etl',
    start: (url: string) => startCaddy({ gateways: [url], heading: 'Below a path' }),
  },
] as const

describe.each(cases.filter(({ name }) => installed[name]))(
  '$name at $base',
  { timeout: 60_000 },
  ({ name, host, base: path, start }) => {
    const base = path === '/' ? '' : path
    const system = systems[path]
    let proxy: RunningProxy
    let direct: Client

    beforeAll(async () => {
      proxy = await start(system.url)
      direct = await signIn(system.url)
    })
    afterAll(() => proxy.stop())

    const originOf = () => `https://${host}:${proxy.port}`
    const session = () => ({ cookie: direct.cookie, 'x-csrf-token': direct.csrf })

    /** A request that comes from elsewhere, through the proxy. */
    function open(method: string, path: string, headers: Record<string, string> = {}) {
      return request({
        host: '127.0.0.1',
        port: proxy.port,
        servername: host,
        rejectUnauthorized: false,
        localAddress: clientAddress,
        agent: false,
        method,
        path: base + path,
        headers: { host: `${host}:${proxy.port}`, ...headers },
      })
    }

    async function ask(method: string, path: string, headers: Record<string, string> = {}, body?: string) {
      const asking = open(method, path, { ...(body && { 'content-type': 'application/json' }), ...headers })
      const answer = answerTo(asking)
      asking.end(body)
      return read(await answer)
    }

    test('who asks is who asked the proxy, and is given a session that goes over HTTPS alone', async () => {
      const signedIn = await ask('POST', '/api/auth/login', {}, JSON.stringify(developer))
      expect(signedIn.status).toBe(200)
      for (const line of signedIn.headers['set-cookie']!) {
        expect(line).toMatch(/; Secure(;|$)/)
        expect(line).toContain(`; Path=${base || '/'}`)
      }
      const addresses = async () =>
        (await direct.get<{ entries: { address: string }[] }>('/api/audit?kind=session.login')).entries.map(
          ({ address }) => address,
        )
      await expect.poll(addresses).toContain(clientAddress)
    })

    test('a page of the host may open a socket', async () => {
      const tls = { servername: host, rejectUnauthorized: false }
      const socket = new WebSocket(`wss://127.0.0.1:${proxy.port}${base}/ws/telemetry`, subprotocol, {
        ...tls,
        origin: originOf(),
        headers: { host: `${host}:${proxy.port}`, cookie: direct.cookie },
      })
      const first = await new Promise<string>((resolve, reject) => {
        socket.once('message', (data) => resolve((data as Buffer).toString()))
        socket.once('error', reject)
      })
      expect(JSON.parse(first)).toMatchObject({ type: 'WELCOME' })
      socket.terminate()
    })

    /** Of an upload that is begun while there is one, and not sent to its end. */
    async function statusOfSecond(): Promise<number | undefined> {
      const headers = { ...session(), 'content-length': String(1024 ** 3) }
      const uploading = open('POST', '/api/etl/upload?pipeline=records&format=ndjson', headers)
      const answered = answerTo(uploading)
      await send(uploading, lines())
      const { status } = await read(await answered)
      uploading.destroy()
      return status
    }

    test('an upload streams through, one too many is told so before it is sent, and a download streams', async () => {
      const dataset = `large-${name}`
      const query = new URLSearchParams({ pipeline: 'records', format: 'ndjson', dataset })
      const uploading = open('POST', `/api/etl/upload?${query}`, { ...session(), prefer: 'wait=30' })
      const answered = answerTo(uploading)
      for (let sent = 0; sent < uploadBytes / 2;) sent += await send(uploading, lines())
      // The gateway has it in hand while half of it is still here, and so refuses another, of which it gets the beginning.
      await expect.poll(statusOfSecond, { timeout: 10_000 }).toBe(429)
      for (let sent = uploadBytes / 2; sent < uploadBytes;) sent += await send(uploading, lines())
      uploading.end()
      const { status, text, headers } = await read(await answered)
      expect([status, JSON.parse(text)]).toMatchObject([200, { state: 'published' }])
      expect(headers.location).toMatch(new RegExp(`^${base}/api/runs/`))

      const whole = await direct.fetch(`/api/registry/${dataset}/records`)
      const expected = digestOf(Buffer.from(await whole.arrayBuffer()))
      const downloaded = await answerTo(open('GET', `/api/registry/${dataset}/records`, session()).end())
      const first = await new Promise<Buffer>((resolve) => downloaded.once('data', resolve))
      // It has begun, and is not held back until all of it is there.
      expect([downloaded.statusCode, downloaded.complete]).toEqual([200, false])
      const rest: Buffer[] = []
      for await (const piece of downloaded) rest.push(piece as Buffer)
      expect(digestOf(Buffer.concat([first, ...rest]))).toBe(expected)
    })
  },
)

test.for(['nginx', 'caddy'] as const)('%s is installed (Debian: nginx and openssl; caddy)', (name, { skip }) => {
  skip(!installed[name], `${name} is not here, and what the page says of it is not tried`)
  expect(installed[name]).toBe(true)
})

function lines(): Buffer {
  const noise = randomBytes(48 * 1024).toString('base64')
  return Buffer.from(noise.replaceAll(/.{1000}/g, (text) => `{"text":"${text}"}\n`).replace(/\n[^\n]*$/, '\n'))
}

function send(request: NodeJS.WritableStream, bytes: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    request.write(bytes, (error) => (error ? reject(error) : resolve(bytes.length)))
  })
}

function answerTo(asking: ReturnType<typeof request>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => asking.once('response', resolve).once('error', reject))
}

async function read(answer: IncomingMessage) {
  let text = ''
  for await (const piece of answer) text += String(piece)
  return { status: answer.statusCode, headers: answer.headers, text }
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
