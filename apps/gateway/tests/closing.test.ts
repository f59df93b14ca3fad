import { promisify } from 'node:util'
import { subprotocol } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { openGateway, type OpenGateway } from './fixture.ts'
import { openConnection } from './raw-connection.ts'

const connectionsOf = ({ app }: OpenGateway) => promisify(app.server.getConnections.bind(app.server))()

test('a connection on which nothing was said yet does not hold up the end', async () => {
  await using gateway = await openGateway()
  const silent = await openConnection(gateway.host)
  await expect.poll(() => connectionsOf(gateway)).toBe(1)
  const began = performance.now()
  await gateway.app.close()
  await silent.closed
  expect(performance.now() - began).toBeLessThan(4_000)
})

test('a socket whose peer does not answer any more does not hold up the end', async () => {
  await using gateway = await openGateway()
  const { cookie } = await gateway.signIn()
  const gone = await openConnection(gateway.host)
  gone.send(
    [
      'GET /ws/telemetry HTTP/1.1',
      `Host: ${gateway.host}`,
      `Origin: ${gateway.url}`,
      `Cookie: ${cookie}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      `Sec-WebSocket-Protocol: ${subprotocol}`,
      '\r\n',
    ].join('\r\n'),
  )
  await expect.poll(gone.received).toContain('WELCOME')
  const began = performance.now()
  await gateway.app.close()
  expect(performance.now() - began).toBeLessThan(6_000)
})
