import { createHash, randomBytes } from 'node:crypto'
import { request, type RequestOptions } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { subprotocol } from '@syndicate/contracts'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { developer, signIn, type Client } from '../acceptance/client.ts'
import { startSystem, type System } from '../acceptance/system.ts'
import { installed, startCaddy, startNginx, type RunningProxy } from './start-proxy.ts'

/** As loopback goes: whoever comes from here is not the proxy. */
const clientAddress = '127.0.0.9'
const uploadBytes = 20 * 1024 * 1024
const trusted = { set: { trustProxy: '[127.0.0.1]' } }

describe.each([
  { name: 'nginx', host: 'etl.example.com', base: '/', start: (gateways: string[]) => startNginx({ gateways }) },
  {
    name: 'nginx',
    host: 'etl.example.com',
    base: '/etl',
    start: (gateways: string[]) => startNginx({ gateways, changes: { 'location / {': 'location /etl/ {' } }),
  },
  { name: 'caddy', host: 'etl.example.com', base: '/', start: (gateways: string[]) => startCaddy({ gateways }) },
  {
    name: 'caddy',
    host: 'example.org',
    base: '/etl',
    start: (gateways: string[]) => startCaddy({ gateways: gateways.slice(0, 1), heading: 'Below a path' }),
  },
] as const)('$name at $base', { timeout: 60_000 }, ({ name, host, base: path, start }) => {
  const base = path === '/' ? '' : path
  if (!installed[name]) return test.skip(`${name} is not installed (Debian: ${name})`, () => {})
  let system: System
  let proxy: RunningProxy
  let direct: Client

  beforeAll(async () => {
    system = await startSystem({
      workers: 1,
      config: trusted,
      ...(base && { env: { PUBLIC_URL: `https://${host}${base}` } }),
    })
    proxy = await start([system.url, await system.startGateway()])
    direct = await signIn(system.url)
  })
  afterAll(async () => {
    await proxy.stop()
    await system.stop()
  })

  const originOf = () => `https://${host}:${proxy.port}`
  const session = () => ({ cookie: direct.cookie, 'x-csrf-token': direct.csrf })

  /** A request that comes from elsewhere, through the proxy. */
  function open(method: string, path: string, headers: RequestOptions['headers'] = {}) {
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

  async function ask(method: string, path: string, headers: RequestOptions['headers'] = {}, body?: string) {
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
    const socket = new WebSocket(`wss://127.0.0.1:${proxy.port}${base}/ws/telemetry`, subprotocol, {
      servername: host,
      rejectUnauthorized: false,
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

  test('an upload streams through, and so does its download', async () => {
    const query = new URLSearchParams({ pipeline: 'records', format: 'ndjson', dataset: 'large' })
    const uploading = open('POST', `/api/etl/upload?${query}`, { ...session(), prefer: 'wait=30' })
    const answered = answerTo(uploading)
    // Parts are stored while the rest is still here.
    for (let sent = 0; sent < uploadBytes / 2;) sent += await send(uploading, lines())
    await expect.poll(() => partsOf(system)).toBeGreaterThan(0)
    for (let sent = uploadBytes / 2; sent < uploadBytes;) sent += await send(uploading, lines())
    uploading.end()
    const { status, text, headers } = await read(await answered)
    expect([status, JSON.parse(text)]).toMatchObject([200, { state: 'published' }])
    expect(headers.location).toMatch(new RegExp(`^${base}/api/runs/`))

    const whole = await direct.fetch('/api/registry/large/records')
    const expected = digestOf(Buffer.from(await whole.arrayBuffer()))
    const downloaded = await answerTo(open('GET', '/api/registry/large/records', session()).end())
    const first = await new Promise<Buffer>((resolve) => downloaded.once('data', resolve))
    // It has begun, and is not held back until all of it is there.
    expect([downloaded.statusCode, downloaded.complete]).toEqual([200, false])
    const rest: Buffer[] = []
    for await (const piece of downloaded) rest.push(piece as Buffer)
    expect(digestOf(Buffer.concat([first, ...rest]))).toBe(expected)
  })

  test('an upload that is refused is answered before all of it was sent', async () => {
    const uploading = open('POST', '/api/etl/upload?pipeline=records&format=ndjson', {
      ...session(),
      'content-length': String(6 * 1024 ** 3),
    })
    const answered = answerTo(uploading)
    await send(uploading, lines())
    expect(await read(await answered)).toMatchObject({ status: 413 })
    uploading.destroy()
  })
})

/** Of inputs, stored at this moment. */
async function partsOf({ env }: System): Promise<number> {
  const sql = postgres(env['DATABASE_URL']!, { max: 1 })
  const [row] = await sql<
    { parts: number }[]
  >`select count(*)::int as parts from ${sql(`${env['SYNDICATE_SCHEMA']}.input_parts`)}`
  await sql.end()
  return row!.parts
}

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
