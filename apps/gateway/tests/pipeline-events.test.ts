import type { EventOf } from '@syndicate/contracts'
import { applyConfigured } from '@syndicate/runs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bodyOf, codeOf, openGateway, type OpenGateway } from './fixture.ts'
import { pipelinesAt, tagged, type AtPipelines } from './pipelines-fixture.ts'
import { openSocket, openSocketByKey } from './socket-client.ts'

type Told = EventOf<'pipeline.applied'> | EventOf<'pipeline.removed'>

let gateway: OpenGateway
let at: AtPipelines

beforeAll(async () => {
  gateway = await openGateway()
  at = await pipelinesAt(gateway)
})
afterAll(() => gateway[Symbol.asyncDispose]())

const keyOf = async (...scopes: string[]) => {
  const admin = await gateway.enter('admin')
  return (await bodyOf<{ key: string }>(await admin.post('/api/keys', { name: 'k', scopes }))).key
}

const inWords = ({ data }: { data: unknown }) => {
  const { kind, pipeline, version, source, by, ...more } = data as Told
  return [kind, pipeline, version, source, by, ...Object.values(more)].join(' ')
}

test('subscribers hear what becomes of pipelines, by whom, at another gateway too; a viewer as well', async () => {
  const other = await gateway.beside()
  const viewer = await other.enter('viewer')
  const all = await openSocket(other, viewer)
  all.send({ type: 'SUBSCRIBE', topics: ['pipelines'], csrf: viewer.csrf })
  const one = await openSocket(gateway, at.operator)
  one.send({ type: 'SUBSCRIBE', topics: ['pipelines.told'], csrf: at.operator.csrf })
  for (const socket of [all, one]) await socket.take('SUBSCRIBED')

  await at.apply({ told: tagged('a'), beside: tagged('a') })
  await at.apply({ told: tagged('b') }, { dryRun: true })
  await at.apply({ told: tagged('b'), beside: tagged('a') })
  await at.operator.send('DELETE', '/api/pipelines/told')
  await at.apply({ told: tagged('b') })
  const file = {
    name: 'told',
    source: 'file' as const,
    hash: 'h',
    definition: gateway.runs.pipelines.find('told')!.definition,
  }
  await applyConfigured(gateway.runs, [{ ...file, definition: { ...file.definition, description: 'of a file' } }])

  const by = at.operator.username
  const told = [
    `pipeline.applied told 1 api ${by} created`,
    `pipeline.applied told 2 api ${by} changed`,
    `pipeline.removed told 2 api ${by}`,
    `pipeline.applied told 3 api ${by} restored`,
    'pipeline.applied told 4 file  changed',
  ]
  expect((await one.take('EVENT', 5)).map(inWords)).toEqual(told)
  const heard = (await all.take('EVENT', 6)).map(inWords)
  expect(heard.toSorted()).toEqual([`pipeline.applied beside 1 api ${by} created`, ...told].toSorted())
  const { events } = await bodyOf<{ events: { data: unknown }[] }>(
    await viewer.get('/api/telemetry?topic=pipelines.told&since=0'),
  )
  expect(events.map(inWords)).toEqual(told)
  for (const socket of [all, one]) socket.socket.close()
})

test('a key that reads some datasets hears of their pipelines and of no others', async () => {
  await at.apply({ mine: tagged('a'), theirs: tagged('a'), lent: tagged('a', { dataset: 'mine' }) })
  const reader = await keyOf('read:mine')
  const poll = async (key: string, topic: string) => {
    const response = await fetch(`${gateway.url}/api/telemetry?topic=${topic}`, {
      headers: { authorization: `Bearer ${key}` },
    })
    return response.status === 200 ? 'heard' : codeOf(response)
  }
  const refused = ['pipelines', 'pipelines.theirs', 'pipelines.none']
  for (const topic of ['pipelines.mine', 'pipelines.lent'])
    expect([topic, await poll(reader, topic)]).toEqual([topic, 'heard'])
  for (const topic of refused) expect([topic, await poll(reader, topic)]).toEqual([topic, 'forbidden'])
  expect(await poll(await keyOf('start:mine'), 'pipelines.mine')).toBe('forbidden')
  expect(await poll(await keyOf('read'), 'pipelines')).toBe('heard')

  const socket = await openSocketByKey(gateway, reader)
  for (const topic of refused) socket.send({ type: 'SUBSCRIBE', topics: [topic] })
  expect((await socket.take('ERROR', 3)).map(({ code }) => code)).toEqual(refused.map(() => 'forbidden'))
  socket.send({ type: 'SUBSCRIBE', topics: ['pipelines.mine'] })
  await socket.take('SUBSCRIBED')
  await at.apply({ theirs: tagged('b'), mine: tagged('b') })
  expect((await socket.take('EVENT')).map(inWords)).toEqual([
    `pipeline.applied mine 2 api ${at.operator.username} changed`,
  ])
  socket.socket.close()
})
