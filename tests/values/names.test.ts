import { afterAll, expect, test } from 'vitest'
import { newId, type QuarantineReplay } from '@syndicate/contracts'
import { signIn } from '../acceptance/client.ts'
import { openSocket } from '../acceptance/socket.ts'
import { startSystem } from '../acceptance/system.ts'
import { outcomeOf } from './outcome.ts'

const system = await startSystem({
  workers: 1,
  config: {
    pipelines: `
      years:
        format: json
        steps: [ { rename: { old: '1999' } }, { cast: { '2020': number } }, { derive: { '7': '1.0', copy: record.deep } }, { drop: [gone] } ]
      strict: { format: csv, steps: [ { cast: { '2020': number } } ] }`,
  },
})
afterAll(() => system.stop())
const user = await signIn(system.url)

const twice = ['{"size":3266,"ms":26,"ms":27}', '{"a":{"b":[{"ms":1,"\\u006ds":1}]}}', '{"ms" : 1,"ms" : 2}']
const reason = 'malformed-record: The name "ms" is there twice'

test.each([
  ['ndjson', `{"ms":1}\n${twice.join('\n')}\n`],
  ['json', `[{"ms":1},${twice.join(',\n')}]`],
  ['json', `{"ms":1} ${twice.join(' ')}`],
])('a record with a name twice is refused, and no other: %s', async (format, body) => {
  const { published, refused } = await outcomeOf(user, { format }, body)
  expect(published).toEqual(['{"ms":1}'])
  expect(refused).toEqual([reason, reason, reason])
})

test('names of JavaScript are names like others', async () => {
  const body = '{"__proto__":1,"constructor":2,"toString":3}\n{"__proto__":1,"__proto__":2}\n'
  const { published, refused } = await outcomeOf(user, { format: 'ndjson' }, body)
  expect(published).toEqual(['{"__proto__":1,"constructor":2,"toString":3}'])
  expect(refused).toEqual(['malformed-record: The name "__proto__" is there twice'])
})

test('so is the payload of a start', async () => {
  const dataset = `names-${newId()}`
  const answer = await user.fetch('/api/etl/start', {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=25' },
    body: `{"dataType":"JSON","pipeline":"records","dataset":"${dataset}","payload":[${twice[0]},{"b":1,"1":2,"0":3}]}`,
  })
  const run = await user.ended(((await answer.json()) as { runId: string }).runId)
  expect(run.counts).toMatchObject({ loaded: 1, quarantined: 1 })
  expect(await textOf(dataset)).toBe('{"b":1,"1":2,"0":3}\n')
})

test('and a message on the socket', async () => {
  const socket = await openSocket(user)
  const payload = '[{"cpu":1,"mem":2,"mem":3,"timestamp":"2026-01-02T03:04:05Z"}]'
  socket.sendText(`{"type":"TELEMETRY","id":1,"csrf":"${user.csrf}","payload":${payload}}`)
  const { runId } = await socket.first('ACK')
  await user.ended(runId)
  const [refused] = await user.quarantine(`run=${runId}`)
  expect(refused).toMatchObject({ code: 'malformed-record', reason: 'The name "mem" is there twice', field: 'mem' })
})

const sent = '{"name":"A","2020":1,"2019":{"b":1,"1":[{"a":0,"0":1}]}}'

test.each(['ndjson', 'json', 'yaml'])('names that are like numbers keep their order: %s', async (format) => {
  const { published } = await outcomeOf(user, { format }, `${sent}\n`)
  expect(published).toEqual([sent])
})

test.each([
  ['msgpack', '82a16101a16102', 'a'],
  ['msgpack', '820101a13102', '1'],
  ['cbor', 'a2616101616102', 'a'],
  ['cbor', 'a20101613102', '1'],
])('a name that is there twice, or becomes one, is refused: %s %s', async (format, hex, name) => {
  const { refused } = await outcomeOf(user, { format }, Buffer.from(hex, 'hex'))
  expect(refused).toEqual([`malformed-record: The name "${name}" is there twice`])
})

test.each([
  ['msgpack', '83a16101a13902a13803'],
  ['cbor', 'a3616101613902613803'],
])('and the order is kept: %s', async (format, hex) => {
  const { published } = await outcomeOf(user, { format }, Buffer.from(hex, 'hex'))
  expect(published).toEqual(['{"a":1,"9":2,"8":3}'])
})

test('so do columns, in the download as well', async () => {
  const dataset = `names-${newId()}`
  const { published } = await outcomeOf(user, { format: 'csv', dataset }, 'name,2020,2019\nA,1,2\nB,3,4\n')
  expect(published).toEqual(['{"name":"A","2020":"1","2019":"2"}', '{"name":"B","2020":"3","2019":"4"}'])
  expect(await textOf(dataset, 'csv')).toBe('name,"2020","2019"\r\nA,1,2\r\nB,3,4\r\n')
  expect(await textOf(dataset, 'json')).toMatch(/"name":\s*"A",\s*"2020":\s*"1",\s*"2019":\s*"2"/)
})

test('steps leave names where they were, and put new ones last', async () => {
  const body = '{"gone":0,"name":"A","2020":"1","old":3,"deep":{"b":1,"0":2}}\n{"name":"B","deep":{}}\n'
  const { published } = await outcomeOf(user, { pipeline: 'years' }, body)
  expect(published).toEqual([
    '{"name":"A","2020":1,"1999":3,"deep":{"b":1,"0":2},"7":1,"copy":{"b":1,"0":2}}',
    '{"name":"B","deep":{},"7":1,"copy":{}}',
  ])
})

test('what is refused, patched and replayed keeps the order of all of it', async () => {
  const dataset = `names-${newId()}`
  const { refused } = await outcomeOf(user, { pipeline: 'strict', dataset }, 'name,2020,2019\nA,x,2\n')
  expect(refused).toHaveLength(1)
  const [{ id, record } = { id: '' }] = await user.quarantine(`dataset=${dataset}`)
  expect(record).toBe('{"name":"A","2020":"x","2019":"2"}')
  const replay = await patched(
    `{"ids":["${id}"],"patch":[{"op":"replace","path":"/2020","value":5},{"op":"add","path":"/0","value":{"b":1,"1":2}}]}`,
  )
  await user.ended(replay.runs[0]!.runId)
  expect(await textOf(dataset)).toBe('{"name":"A","2020":5,"2019":"2","0":{"b":1,"1":2}}\n')
})

test('a patch with a name twice is refused as a whole', async () => {
  const body = `{"ids":["${newId()}"],"patch":[{"op":"add","path":"/a","value":{"b":1,"b":2}}]}`
  const answer = await replay(body)
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ code: 'malformed-body', detail: 'The name "b" is there twice' })
})

function replay(body: string): Promise<Response> {
  return user.fetch('/api/quarantine/replay', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
}

async function patched(body: string): Promise<QuarantineReplay> {
  const answer = await replay(body)
  expect(answer.status).toBe(202)
  return (await answer.json()) as QuarantineReplay
}

async function textOf(dataset: string, format = 'ndjson'): Promise<string> {
  const answer = await user.fetch(`/api/registry/${dataset}/records?format=${format}`)
  return answer.text()
}
