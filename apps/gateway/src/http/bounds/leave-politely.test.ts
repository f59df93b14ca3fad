import { Agent, get, type IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import type { App } from '../../app-type.ts'
import { leavePolitely } from './leave-politely.ts'

test('who asks a gateway that leaves is served, and asks no more on this connection', async () => {
  const leaving = new AbortController()
  const app = Fastify() as unknown as App
  leavePolitely(app, leaving.signal, new AbortController().signal)
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
  leavePolitely(app, stopping.signal, stopping.signal)
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
