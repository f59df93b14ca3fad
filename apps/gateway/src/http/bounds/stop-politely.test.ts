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
