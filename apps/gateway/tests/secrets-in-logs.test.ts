import { Writable } from 'node:stream'
import { createLog } from '@syndicate/logging'
import { expect, test } from 'vitest'
import { json, openGateway } from './fixture.ts'
import { openSocket } from './socket-client.ts'

let count = 0
const planted: string[] = []

/** A value to look for. */
function secret(): string {
  const value = `planted-${(count += 1)}-${Math.random().toString(36).slice(2)}`
  planted.push(value)
  return value
}

test('of twenty planted secrets none is in the log, and every line of it is one JSON object', async () => {
  let written = ''
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString()
      done()
    },
  })
  const log = createLog({ app: 'gateway', level: 'trace' }, stream)
  await using gateway = await openGateway({ log })
  const client = await gateway.signIn('admin')
  planted.push(client.cookie.split('; ')[0]!.slice('gsession='.length), client.csrf)
  const { catalog, broker } = gateway.runs

  await fetch(`${gateway.url}/api/auth/login`, json({ username: secret(), password: secret() }))
  await fetch(`${gateway.url}/api/auth/login?password=${secret()}`, json({ username: 'admin', password: secret() }))
  await fetch(`${gateway.url}/api/runs?token=${secret()}`, { headers: { authorization: `Bearer ${secret()}` } })
  await client.get('/api/runs', { 'x-csrf-token': secret(), 'x-api-key': secret(), 'proxy-authorization': secret() })
  await fetch(`${gateway.url}/api/auth/logout`, { method: 'POST', headers: { cookie: `gsession=${secret()}` } })
  const started = await client.post('/api/etl/start', { dataType: 'JSON', payload: { card: secret() } })
  const { runId } = (await started.json()) as { runId: string }
  await client.post('/api/etl/start', { dataType: 'JSON', payload: { card: secret() }, unknown: secret() })
  await client.post('/api/etl/start', { dataType: 'JSON', payload: 1 }, { 'idempotency-key': secret() })
  const socket = await openSocket(gateway, client)
  socket.send({ type: 'SUBSCRIBE', topics: ['system.stats'], csrf: secret() })
  socket.send(`{"type":"TELEMETRY","id":1,"payload":"${secret()}`)
  await socket.take('ERROR', 2)

  // What clients of PostgreSQL and Redis hang on their errors.
  const hung = Object.assign(new Error(`no way to postgres://syndicate:${secret()}@db:5432/x\n{"level":60}`), {
    query: secret(),
    parameters: [secret()],
    detail: `Key (name)=(${secret()}) is taken`,
    command: { name: 'set', args: [secret()] },
    cause: Object.assign(new Error('inner'), { token: secret() }),
  })
  const { list } = catalog.runs
  catalog.runs.list = () => Promise.reject(hung)
  const failed = await client.get('/api/runs')
  catalog.runs.list = list
  const answer = await failed.text()
  log.info({ req: { headers: { cookie: secret(), authorization: secret() } }, user: { password: secret() } }, 'a slip')
  await broker.ping()

  expect(planted.length).toBeGreaterThanOrEqual(20)
  expect(written).toContain('request failed')
  for (const value of planted) expect(written).not.toContain(value)
  const lines = written
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines.find((line) => line['path'] === '/api/etl/start')).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    app: 'gateway',
    pid: process.pid,
    reqId: expect.any(String),
    address: '127.0.0.1',
    runId,
    method: 'POST',
    path: '/api/etl/start',
    status: 202,
    ms: expect.any(Number),
    user: expect.any(String),
    msg: 'request',
  })
  // Nor does the answer tell of the inside.
  expect(failed.status).toBe(500)
  for (const inside of [...planted, 'postgres', ' at ', '.ts', 'node_modules']) expect(answer).not.toContain(inside)
  for (const name of ['server', 'x-powered-by']) expect(failed.headers.has(name)).toBe(false)
})
