import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { Role } from '@syndicate/contracts'
import { afterEach, describe, expect, test } from 'vitest'
import { codeOf, openGateway, type Changes, type Client, type OpenGateway } from './fixture.ts'
import { openConnection } from './raw-connection.ts'

const closers: AsyncDisposable[] = []
afterEach(async () => {
  for (const each of closers.splice(0).toReversed()) await each[Symbol.asyncDispose]()
})

async function limited(limits: NonNullable<Changes['limits']>): Promise<OpenGateway> {
  const gateway = await openGateway({ limits })
  closers.push(gateway)
  return gateway
}

const start = (client: Client, payload: unknown) => client.post('/api/etl/start', { dataType: 'JSON', payload })

const usualRequest = {
  headerBytes: 16_384,
  urlLength: 8192,
  queryParameters: 100,
  headersSeconds: 10,
  bodySeconds: 30,
  stalledSeconds: 30,
}

describe('bodies under way', () => {
  test('uploads under way, of a user and of all, told before their bodies are read', async () => {
    const uploads = { atOnce: 3, atOncePerUser: 2, memory: 2 ** 27, memoryPerUser: 2 ** 26 }
    const gateway = await limited({ uploads })
    const [one, another, third] = await Promise.all(
      ['operator', 'admin', 'operator'].map((role) => gateway.enter(role as Role)),
    )
    /** Says that a body is to come, with nothing of it or a little. */
    const announce = async (client: Client, some = '') => {
      const connection = await openConnection(gateway.host)
      const head = `Host: ${gateway.host}\r\nCookie: ${client.cookie}\r\nX-CSRF-Token: ${client.csrf}`
      const path = '/api/etl/upload?pipeline=records&format=ndjson'
      connection.send(`POST ${path} HTTP/1.1\r\n${head}\r\nContent-Length: 1000\r\n\r\n${some}`)
      return connection
    }
    const refusalOf = async (client: Client) => {
      const { socket, received } = await announce(client)
      await expect.poll(received, { timeout: 5_000 }).toContain('"code"')
      socket.destroy()
      return [/^HTTP\/1.1 (\d+)/, /"code":"([^"]+)"/, /^retry-after: (\d+)/im].map((part) => part.exec(received())![1])
    }
    const open = [await announce(one!, '{"a":1}\n'), await announce(one!)]
    await expect.poll(() => refusalOf(one!), { timeout: 10_000 }).toEqual(['429', 'too-many-uploads', '1'])
    open.push(await announce(another!))
    await expect.poll(() => refusalOf(third!), { timeout: 10_000 }).toEqual(['503', 'overloaded', '1'])
    open[0]!.socket.destroy()
    const small = () =>
      fetch(`${gateway.url}/api/etl/upload?pipeline=records`, {
        method: 'POST',
        headers: one!.headers,
        body: '{"a":1}',
      })
    await expect.poll(async () => (await small()).status).toBe(202)
    for (const { socket } of open) socket.destroy()
  })

  test('memory of bodies under way: who comes later waits, is told so in the end, and gets in when there is room', async () => {
    const uploads = { atOnce: 100, atOncePerUser: 100, memory: 1, memoryPerUser: 1 }
    const request = { ...usualRequest, stalledSeconds: 1 }
    const gateway = await limited({ uploads, request })
    const [one, another] = await Promise.all([gateway.enter('operator'), gateway.enter('operator')])
    const oldest = await openConnection(gateway.host)
    const head = `Host: ${gateway.host}\r\nCookie: ${one.cookie}\r\nX-CSRF-Token: ${one.csrf}`
    oldest.send(
      `POST /api/etl/upload?pipeline=records&format=ndjson HTTP/1.1\r\n${head}\r\nContent-Length: 1000000000\r\n\r\n`,
    )
    const sending = setInterval(() => oldest.send('{"a":1}\n'.repeat(4_000)), 100)
    const upload = (client: Client) =>
      fetch(`${gateway.url}/api/etl/upload?pipeline=records`, {
        method: 'POST',
        headers: client.headers,
        body: '{"a":1}',
      })
    const told = async (answer: Response) => [answer.status, await codeOf(answer), answer.headers.get('retry-after')]
    try {
      await expect.poll(async () => told(await upload(another)), { timeout: 10_000 }).toEqual([503, 'overloaded', '1'])
      expect(await told(await start(another, { a: 1 }))).toEqual([503, 'overloaded', '1'])
      expect(await told(await upload(one))).toEqual([429, 'too-many-uploads', '1'])
      // Whatever has no body goes on.
      expect((await another.get('/api/runs')).status).toBe(200)
      // Nor is a connection cut that is silent while its body waits.
      expect(gateway.app.server.timeout).toBe(0)
      const waiting = upload(another)
      oldest.socket.destroy()
      expect((await waiting).status).toBe(202)
    } finally {
      clearInterval(sending)
      oldest.socket.destroy()
    }
  })

  test('tiny records that unfold by the million are refused with their number', async () => {
    const gateway = await limited({})
    const client = await gateway.enter('operator')
    const upload = (records: number) =>
      fetch(`${gateway.url}/api/etl/upload?pipeline=binary&format=msgpack`, {
        method: 'POST',
        headers: { ...client.headers, 'content-encoding': 'gzip' },
        body: gzipSync(Buffer.alloc(records, 0x80)),
      })
    const refused = await upload(25_000_000)
    const { code, detail } = (await refused.json()) as { code: string; detail: string }
    expect([refused.status, code]).toEqual([413, 'input-too-large'])
    expect(detail).toMatch(/\b4\d{6} records/)
    expect((await upload(1_000_000)).status).toBe(202)
  })

  test('uploads that have to share little memory all arrive', async () => {
    const uploads = { atOnce: 100, atOncePerUser: 100, memory: 2 ** 22, memoryPerUser: 2 ** 21 }
    const gateway = await limited({ uploads })
    const clients = await Promise.all([gateway.enter('operator'), gateway.enter('operator')])
    const body = zstdCompressSync('{"a":1}\n'.repeat(600_000))
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        fetch(`${gateway.url}/api/etl/upload?pipeline=records&format=ndjson`, {
          method: 'POST',
          headers: { ...clients[index % 2]!.headers, 'content-encoding': 'zstd' },
          body,
        }),
      ),
    )
    expect(all.map(({ status }) => status)).toEqual(all.map(() => 202))
  })
})
