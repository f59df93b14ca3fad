import { gzipSync, zstdCompressSync, brotliCompressSync } from 'node:zlib'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signIn, type Client } from '../acceptance/client.ts'
import { startSystem, type System } from '../acceptance/system.ts'
import { expectToHold, MiB } from './under-attack.ts'

let system: System
let user: Client

beforeAll(async () => {
  // One user may do here what many do.
  system = await startSystem({ workers: 0, config: { set: { atOncePerUser: 250 } } })
  user = await signIn(system.url)
})
afterAll(() => system.stop())

const line = Buffer.from(`${JSON.stringify({ text: 'x'.repeat(170) })}\n`)

test.each([
  ['as they are', 'identity', line],
  ['in gzip', 'gzip', gzipSync(line)],
  ['in br', 'br', brotliCompressSync(line)],
  ['in zstd', 'zstd', zstdCompressSync(line)],
])(
  'uploads of 199 bytes that never end, %s, take as many places as there are and little else',
  async (_how, coding, bytes) => {
    const sockets: Socket[] = []
    const { hostname, port, host } = new URL(system.url)
    const answers: string[] = []
    async function begin(): Promise<void> {
      const socket = connect(Number(port), hostname)
      sockets.push(socket)
      socket.on('error', () => {})
      socket.on('data', (answer: Buffer) => answers.push(answer.toString()))
      await once(socket, 'connect')
      const headers = `Host: ${host}\r\nCookie: ${user.cookie}\r\nX-CSRF-Token: ${user.csrf}\r\nContent-Encoding: ${coding}`
      const path = '/api/etl/upload?pipeline=telemetry&format=ndjson'
      socket.write(`POST ${path} HTTP/1.1\r\n${headers}\r\nTransfer-Encoding: chunked\r\n\r\n`)
      socket.write(Buffer.concat([Buffer.from(`${bytes.byteLength.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]))
    }
    await expectToHold(user, 64 * MiB, async () => {
      await Promise.all(Array.from({ length: 260 }, begin))
      await expect.poll(() => answers.length, { timeout: 20_000 }).toBe(10)
    })
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 (429|503) /)
    for (const socket of sockets) socket.destroy()
  },
  60_000,
)
