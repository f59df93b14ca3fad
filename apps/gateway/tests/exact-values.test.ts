import type { QuarantineReplay, Run } from '@syndicate/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bodyOf, codeOf, openGateway, type Client, type OpenGateway } from './fixture.ts'
import { openSocket, type SocketClient } from './socket-client.ts'

let gateway: OpenGateway
let client: Client

beforeAll(async () => {
  gateway = await openGateway({ ws: { gatherMs: 0 } })
  gateway.work()
  client = await gateway.signIn()
})
afterAll(() => gateway[Symbol.asyncDispose]())

/** Text as bytes of Latin-1, in which `ö` is no UTF-8. */
const latin1 = (text: string) => Buffer.from(text, 'latin1')
const type = { 'content-type': 'application/json' }

function post(path: string, body: string | Buffer, more: Record<string, string> = {}): Promise<Response> {
  return fetch(gateway.url + path, { method: 'POST', headers: { ...client.headers, ...type, ...more }, body })
}

async function ended(runId: string): Promise<Run> {
  const run = async () => bodyOf<Run>(await client.get(`/api/runs/${runId}`))
  await expect.poll(async () => (await run()).finishedAt, { timeout: 10_000 }).not.toBeNull()
  return run()
}

/** What was published, and what was refused why. */
async function outcomeOf(runId: string): Promise<{ records: string; refused: string[] }> {
  const { dataset, state } = await ended(runId)
  expect(state).toBe('published')
  const records = await client.get(`/api/registry/${dataset}/records`)
  const refused = await client.get(`/api/quarantine?run=${runId}`)
  const { records: entries } = await bodyOf<{ records: { reason: string }[] }>(refused)
  return { records: await records.text(), refused: entries.map(({ reason }) => reason) }
}

let count = 0

/** Each gives the id of the run it started over a payload. The socket's pipeline decides where to. */
const ways = {
  async upload(payload: string): Promise<string> {
    const body = Buffer.from(payload)
    const response = await post(`/api/etl/upload?pipeline=records&format=json&dataset=exact${count++}`, body)
    return (await bodyOf<Run>(response)).runId
  },
  async start(payload: string): Promise<string> {
    const body = `{"dataType":"JSON","dataset":"exact${count++}","payload":${payload}}`
    return (await bodyOf<Run>(await post('/api/etl/start', body))).runId
  },
  async socket(payload: string): Promise<string> {
    return acknowledged(`{"type":"TELEMETRY","id":1,"pipeline":"records","payload":${payload}}`)
  },
  async 'a binary frame'(payload: string): Promise<string> {
    return acknowledged(Buffer.from(`{"type":"TELEMETRY","id":1,"pipeline":"records","payload":${payload}}`))
  },
}

async function acknowledged(message: string | Buffer): Promise<string> {
  await using socket = await proven()
  socket.socket.send(message)
  return (await socket.take('ACK'))[0]!.runId
}

/** A socket that has shown its token. */
async function proven(): Promise<SocketClient & AsyncDisposable> {
  const socket = await openSocket(gateway, client)
  socket.send({ type: 'SUBSCRIBE', topics: ['datasets.nothing'], csrf: client.csrf })
  await socket.take('SUBSCRIBED')
  return Object.assign(socket, {
    async [Symbol.asyncDispose]() {
      socket.socket.close()
      await socket.closed
    },
  })
}

describe('a payload is read as an upload is, whatever way it came:', () => {
  test.each([
    ['whole numbers', '[{"id":9007199254740993},{"id":7615917337495251231},{"id":12345678901234567890}]'],
    ['fractions', '{"d":1884518522.1684267241}'],
    ['a number out of range', '[{"amount":1e400},{"amount":1}]'],
    ['a name of JavaScript', '{"__proto__":1,"constructor":{"prototype":2}}'],
    ['blanks and line feeds', '[\n  {"a":\n"ö ]},{"} ,\r\n  {"b": [1,\n2]} ]'],
    ['a value that is no record', '[1,"text",[2],null,{"a":1}]'],
  ])('%s', async (_what, payload) => {
    // One after the other, for messages that come together share a run.
    const runs: string[] = []
    for (const way of Object.values(ways)) runs.push(await way(payload))
    const [upload, ...others] = await Promise.all(runs.map(outcomeOf))
    expect(upload!.records.length + upload!.refused.length).toBeGreaterThan(0)
    expect(others.map(({ refused }) => refused)).toEqual(others.map(() => upload!.refused))
    for (const { records } of others) expect(records.endsWith(upload!.records)).toBe(true)
  })

  test('digits that a double cannot hold are kept', async () => {
    const { records } = await outcomeOf(await ways.start('[{"id":9007199254740993},{"id":7615917337495251231}]'))
    expect(records).toBe('{"id":"9007199254740993"}\n{"id":"7615917337495251231"}\n')
  })
})

describe('bytes that are not UTF-8', () => {
  test('are refused by start', async () => {
    const response = await post('/api/etl/start', latin1('{"dataType":"JSON","payload":{"city":"Köln"}}'))
    expect([response.status, await codeOf(response)]).toEqual([400, 'malformed-body'])
  })

  test('are refused in a binary frame, and the socket goes on', async () => {
    await using socket = await proven()
    socket.socket.send(latin1('{"type":"TELEMETRY","id":1,"payload":{"note":"Köln"}}'), { binary: true })
    expect((await socket.take('ERROR'))[0]).toMatchObject({ code: 'malformed-body' })
    expect(socket.socket.readyState).toBe(socket.socket.OPEN)
  })

  test('end a socket in a text frame', async () => {
    const socket = await proven()
    socket.socket.send(latin1('{"type":"TELEMETRY","id":1,"payload":{"note":"Köln"}}'), { binary: false })
    expect(await socket.closed).toBe(1007)
  })
})

test('a payload that is no JSON is refused with the byte, and one that is there twice', async () => {
  await using socket = await proven()
  for (const payload of ['{"a":01}', '[1,]']) socket.send(`{"type":"TELEMETRY","id":1,"payload":${payload}}`)
  socket.send('{"type":"TELEMETRY","id":1,"payload":{"a":1},"payload":{"a":2}}')
  const errors = await socket.take('ERROR', 3)
  expect(errors.map(({ detail }) => detail)).toEqual([
    'Not valid JSON at byte 43',
    'Not valid JSON at byte 40',
    'There are two members payload',
  ])
})

describe('a patch', () => {
  test('keeps digits, and is refused for a number out of range', async () => {
    const dataset = `exact${count++}`
    const body = `{"dataType":"JSON","dataset":"${dataset}","payload":[{"a":1},2]}`
    const { runId } = await bodyOf<Run>(await post('/api/etl/start', body))
    await ended(runId)
    const patch = (value: string) => post('/api/quarantine/replay', `{"filter":{"run":"${runId}"},"patch":${value}}`)
    const tooLarge = await patch('[{"op":"replace","path":"","value":{"big":1e400}}]')
    expect([tooLarge.status, await codeOf(tooLarge)]).toEqual([400, 'malformed-body'])
    const value = '{"big":9007199254740993,"__proto__":7615917337495251231}'
    const replay = await bodyOf<QuarantineReplay>(await patch(`[{"op":"replace","path":"","value":${value}}]`))
    await ended(replay.runs[0]!.runId)
    const records = await (await client.get(`/api/registry/${dataset}/records`)).text()
    expect(records).toBe('{"a":1}\n{"big":"9007199254740993","__proto__":"7615917337495251231"}\n')
  })
})

describe('no body', () => {
  test.each(['application/json', 'application/x-www-form-urlencoded', 'text/plain'])(
    'is fine as %s where none is needed',
    async (mediaType) => {
      const { runId } = await bodyOf<Run>(await post('/api/etl/start', '{"dataType":"JSON","payload":{"a":1}}'))
      await ended(runId)
      const replay = await post(`/api/runs/${runId}/replay`, '', { 'content-type': mediaType })
      expect(replay.status).toBe(202)
      const cancel = await post(`/api/runs/${runId}/cancel`, '', { 'content-type': mediaType })
      expect([cancel.status, await codeOf(cancel)]).toEqual([409, 'run-is-final'])
    },
  )

  test('is fine in chunks', async () => {
    const { runId } = await bodyOf<Run>(await post('/api/etl/start', '{"dataType":"JSON","payload":{"a":1}}'))
    await ended(runId)
    const body = new ReadableStream({ start: (stream) => stream.close() })
    const init = { method: 'POST', headers: { ...client.headers, ...type }, body, duplex: 'half' }
    expect((await fetch(`${gateway.url}/api/runs/${runId}/replay`, init as RequestInit)).status).toBe(202)
  })

  test('is refused where one is needed', async () => {
    for (const path of ['/api/etl/start', '/api/quarantine/replay', '/api/quarantine/discard']) {
      const response = await post(path, '')
      expect([path, response.status, await codeOf(response)]).toEqual([path, 400, 'empty-input'])
    }
  })
})
