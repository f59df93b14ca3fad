import { createReadStream } from 'node:fs'
import { createClient, type Client, type StreamItem } from '@syndicate/client'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { developer } from './client.ts'
import { kindsOf } from './events.ts'
import { startSystem } from './system.ts'

const system = await startSystem({ workers: 1 })
afterAll(() => system.stop())

const clients: Client[] = []
afterEach(() => clients.splice(0).forEach((client) => client.close()))

async function signedIn(options: Parameters<typeof createClient>[0] = {}): Promise<Client> {
  const client = createClient({ url: system.url, ...options })
  clients.push(client)
  await client.login(developer.username, developer.password)
  return client
}

const record = (id: number) => ({ id })
const start = (client: Client, dataset: string, records = 1) =>
  client.start({ dataType: 'JSON', payload: Array.from({ length: records }, (_, id) => record(id)), dataset })

describe('a run', () => {
  test('is started and followed to its end', async () => {
    const client = await signedIn()
    const { runId } = await start(client, 'started', 3)
    const run = await client.run(runId).ended()
    expect(run).toMatchObject({ state: 'published', counts: { in: 3, loaded: 3 } })
    expect(await client.run(runId).ended()).toEqual(run)
  })

  test('tells its events from the first to its end', async () => {
    const client = await signedIn()
    const { runId } = await start(client, 'told')
    const items: StreamItem[] = []
    for await (const item of client.run(runId).events()) items.push(item)
    const events = items.flatMap((item) => (item.type === 'event' ? [item.event] : []))
    expect(items.length).toBe(events.length)
    expect(kindsOf(events, runId)).toEqual(expect.arrayContaining(['accepted', 'running', 'published']))
  })
})

describe('an upload', () => {
  test('streams a file and tells its progress', async () => {
    const client = await signedIn()
    const seen: number[] = []
    const { runId } = await client.upload(createReadStream(new URL(import.meta.url)), {
      pipeline: 'records',
      format: 'json',
      dataset: 'streamed',
      onProgress: ({ sent }) => seen.push(sent),
    })
    expect(seen.length).toBeGreaterThan(0)
    expect((await client.run(runId).ended()).bytes).toBe(seen.at(-1))
  })
})

describe('telemetry', () => {
  test('is acknowledged', async () => {
    const client = await signedIn()
    const { runId } = await client.sendTelemetry({ cpu: 1, mem: 1, timestamp: '2026-01-02T03:04:05Z' })
    expect(await client.run(runId).ended()).toMatchObject({ state: 'published' })
  })
})
