import { Agent, get, type IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import type { App } from '../../app-type.ts'
import { problemDetails } from '../answers/problem-details.ts'
import { stopPolitely } from './stop-politely.ts'

test('who asks a gateway that stops is told so in a problem, and asks no more on this connection', async () => {
  const stopping = new AbortController()
  const app = Fastify() as unknown as App
  app.decorateRequest('problem', null)
  problemDetails(app)
  stopPolitely(app, stopping.signal)
  app.get('/', async () => 'well')
  const before = await app.inject('/')
  expect([before.statusCode, before.headers.connection]).toEqual([200, 'keep-alive'])
  stopping.abort()
  const after = await app.inject('/')
  expect([after.statusCode, after.headers.connection, after.json<object>()]).toEqual([
    503,
    'close',
    expect.objectContaining({ code: 'unavailable' }),
  ])
  await app.close()
})

test('an answer that has begun is given to its end, and the stop waits for nothing else', async () => {
  const stopping = new AbortController()
  const app = Fastify({ forceCloseConnections: 'idle' }) as unknown as App
  app.decorateRequest('problem', null)
  stopPolitely(app, stopping.signal)
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
