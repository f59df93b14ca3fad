import { Agent, get, type IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import type { App } from '../../app-type.ts'
import { closeBetweenArrivals } from './close-between-arrivals.ts'
import { leavePolitely } from './leave-politely.ts'

test('who asks a gateway that leaves is served, and asks no more on this connection', async () => {
  const leaving = new AbortController()
  const app = Fastify() as unknown as App
  leavePolitely(app, { leaving: leaving.signal, closing: new AbortController().signal, idleMs: 0 })
  app.get('/', async () => 'well')
  const before = await app.inject('/')
  expect([before.statusCode, before.headers.connection]).toEqual([200, 'keep-alive'])
  leaving.abort()
  const after = await app.inject('/')
  expect([after.statusCode, after.headers.connection, after.body]).toEqual([200, 'close', 'well'])
  expect((await app.inject('/nowhere')).headers.connection).toBe('close')
  await app.close()
})

test('an answer that has begun is given to its end, and the stop waits for nothing else', async () => {
  const stopping = new AbortController()
  const app = Fastify({ forceCloseConnections: 'idle' }) as unknown as App
  leavePolitely(app, { leaving: stopping.signal, closing: stopping.signal, idleMs: 0 })
  const download = new PassThrough()
  app.get('/', async (_request, reply) => reply.send(download))
  const url = await app.listen({ port: 0 })
  download.write('the beginning')
  const agent = new Agent({ keepAlive: true })
  const answer = await new Promise<IncomingMessage>((resolve) => get(url, { agent }, resolve))
  expect(answer.headers.connection).toBe('keep-alive')
  stopping.abort()
  const stopped = app.close()
  download.end(' and the end')
  expect(await text(answer)).toBe('the beginning and the end')
  await stopped
  agent.destroy()
})

test('who had an answer that began before may go on with the connection, as proxies do, until it was idle for long', async () => {
  const [leaving, closing] = [new AbortController(), new AbortController()]
  const app = Fastify({ return503OnClosing: false }) as unknown as App
  app.addHook('preClose', async () => closing.abort())
  closeBetweenArrivals(
    app,
    leavePolitely(app, { leaving: leaving.signal, closing: closing.signal, idleMs: 1_000 }).settled,
  )
  const download = new PassThrough()
  app.get('/download', async (_request, reply) => reply.send(download))
  app.get('/', async () => 'well')
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = (path: string) =>
    new Promise<IncomingMessage>((resolve, reject) => get(url + path, { agent }, resolve).on('error', reject))
  download.write('the beginning')
  const answer = await ask('/download')
  const { socket } = answer
  leaving.abort()
  download.end(' and the end')
  expect(await text(answer)).toBe('the beginning and the end')
  const stopped = app.close()
  await expect.poll(() => closing.signal.aborted).toBe(true)
  const next = await ask('/')
  expect([next.socket === socket, next.headers.connection, await text(next)]).toEqual([true, 'close', 'well'])
  await stopped
  agent.destroy()
})
