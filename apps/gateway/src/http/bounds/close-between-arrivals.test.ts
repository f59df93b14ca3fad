import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import type { App } from '../../app-type.ts'
import { closeBetweenArrivals } from './close-between-arrivals.ts'

test('connections that the system has taken on are served, though nobody has picked them up when the close begins', async () => {
  const app = Fastify({ return503OnClosing: false }) as unknown as App
  app.get('/', async () => 'well')
  closeBetweenArrivals(app, async () => {})
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const sockets = Array.from({ length: 100 }, () => connect(port, '127.0.0.1'))
  const answers = sockets.map(async (socket) => {
    socket.write('GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n')
    return (await text(socket)).split('\r\n')[0]
  })
  // All of them are connected before the server has looked for the last.
  await once(sockets[0]!, 'connect')
  await app.close()
  expect(new Set(await Promise.all(answers))).toEqual(new Set(['HTTP/1.1 200 OK']))
})
