import { promisify } from 'node:util'
import { subprotocol } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { openGateway, type OpenGateway } from './fixture.ts'
import { openConnection } from './raw-connection.ts'
import { openSocket } from './socket-client.ts'

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

test('a gateway that drains wants no more and serves what comes, each answer the last of its connection', async () => {
  const draining = new AbortController()
  await using gateway = await openGateway({ draining: draining.signal })
  const client = await gateway.signIn()
  const ready = async () => {
    const answer = await fetch(`${gateway.url}/ready`)
    return [answer.status, ((await answer.json()) as { draining?: boolean }).draining]
  }
  expect(await ready()).toEqual([200, undefined])
  draining.abort()
  expect(await ready()).toEqual([503, true])
  expect((await fetch(`${gateway.url}/ready?exclude=postgresql,redis`)).status).toBe(503)
  expect((await fetch(`${gateway.url}/health`)).status).toBe(200)
  const answers = [
    await client.get('/api/runs'),
    await client.get('/nowhere'),
    await client.post('/api/etl/start', { dataType: 'JSON', payload: {} }),
  ]
  expect(answers.map(({ status, headers }) => [status, headers.get('connection')])).toEqual([
    [200, 'close'],
    [404, 'close'],
    [202, 'close'],
  ])
  const { closed } = await openSocket(gateway, client)
  await gateway.app.close()
  expect(await closed).toBe(1012)
})
