import type { BusEvent, Run, SessionInfo } from '@syndicate/contracts'
import type { Client, ClientOptions, createClient, StreamItem } from '@syndicate/client'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { developer, signIn, type Client as User } from '../acceptance/client.ts'
import { following, seqsOf } from '../acceptance/events.ts'
import { startSystem } from '../acceptance/system.ts'
import { openBrowser, type TestPage } from './harness/browser.ts'
import { openGate } from './harness/gate.ts'

/** What the tests leave in a page. */
declare global {
  var syndicate: { createClient: typeof createClient }
  var client: Client
  var items: StreamItem[]
  var states: string[]
  var signedOut: number
  var sent: Promise<{ runId: string }>[]
}

const system = await startSystem({ workers: 1 })
const gate = await openGate(system.url)
const browser = await openBrowser()
let gateway = system.url
let user: User = await signIn(gateway)
afterAll(async () => {
  await browser.close()
  await gate.stop()
  await system.stop()
})

let tab: TestPage
beforeEach(async () => {
  tab = await browser.page()
})
afterEach(async () => {
  gate.blockSockets(false)
  gate.silenceSockets(false)
  await tab.close()
})

/** A page with a client, signed in. */
async function openPage(options: Pick<ClientOptions, 'transport'> = {}): Promise<SessionInfo> {
  await tab.page.goto(`${gate.url}/blank`)
  await tab.page.addScriptTag({
    type: 'module',
    content: "import * as syndicate from '/api/js/client.min.js'; Object.assign(globalThis, { syndicate })",
  })
  await tab.page.waitForFunction(() => 'syndicate' in globalThis)
  return tab.page.evaluate(
    ({ options, username, password }) => {
      globalThis.client = syndicate.createClient(options)
      globalThis.states = []
      globalThis.items = []
      globalThis.sent = []
      globalThis.signedOut = 0
      client.onConnection((state) => states.push(state))
      client.onSignedOut(() => signedOut++)
      return client.login(username, password)
    },
    { options, ...developer },
  )
}

/** Follows a topic into `items`. */
async function follow(topic: string, since?: number): Promise<void> {
  await tab.page.evaluate(
    ({ topic, since }) => client.subscribe([topic], { since, onItem: (item) => items.push(item) }).ready,
    { topic, since },
  )
}

/** What came of a topic by now: seqs, and gaps as text. */
async function seen(): Promise<(number | string)[]> {
  const all = await tab.page.evaluate(() => items)
  return all.map((item) => (item.type === 'event' ? item.event.seq : `gap ${item.missed}`))
}

/** One more version of a dataset, which is one event of its topic. */
async function publish(dataset: string, by = user): Promise<Run> {
  return by.ingest({ pipeline: 'records', format: 'json', dataset }, '[{"id":1}]')
}

const state = () => tab.page.evaluate(() => client.connection)
const becomes = (wanted: string, withinMs = 10_000) => expect.poll(state, { timeout: withinMs }).toBe(wanted)

test('signs in, starts a run and awaits its end', async () => {
  const session = await openPage()
  expect(session).toMatchObject({ username: developer.username })
  const run = await tab.page.evaluate(async () => {
    const { runId } = await client.start({ dataType: 'JSON', payload: [{ id: 1 }, { id: 2 }], dataset: 'from_page' })
    return client.run(runId).ended()
  })
  expect(run).toMatchObject({ state: 'published', counts: { in: 2, loaded: 2 } })
  expect(tab.troubles).toEqual([])
})

test('uploads a file, and tells how much of it was sent', async () => {
  await openPage()
  const { run, progress, size } = await tab.page.evaluate(async () => {
    const lines = Array.from({ length: 40_000 }, (_, id) => `${JSON.stringify({ id, text: 'x'.repeat(50) })}\n`)
    const file = new File(lines, 'lines.ndjson')
    const progress: { sent: number; total?: number | undefined }[] = []
    const options = { pipeline: 'records', format: 'ndjson', dataset: 'from_file' } as const
    const { runId } = await client.upload(file, { ...options, onProgress: (step) => progress.push(step) })
    return { run: await client.run(runId).ended(), progress, size: file.size }
  })
  expect(run).toMatchObject({ state: 'published', bytes: size, counts: { loaded: 40_000 } })
  expect(progress.at(-1)).toEqual({ sent: size, total: size })
  expect(progress.map(({ sent }) => sent)).toEqual(progress.map(({ sent }) => sent).toSorted((a, b) => a - b))
})

test('a refusal tells its problem, also of an upload', async () => {
  await openPage()
  const refusals = await tab.page.evaluate(async () => {
    const told = (error: Error & { code: string; status: number }) => [error.name, error.code, error.status]
    return Promise.all([
      client.start({ dataType: 'JSON', payload: 1, pipeline: 'nowhere' }).then(() => [], told),
      client.upload('{}', { pipeline: 'nowhere' }).then(() => [], told),
      client
        .run('00000000-0000-7000-8000-000000000000')
        .ended()
        .then(() => [], told),
    ])
  })
  expect(refusals).toEqual([
    ['ClientError', 'unknown-pipeline', 404],
    ['ClientError', 'unknown-pipeline', 404],
    ['ClientError', 'run-not-found', undefined],
  ])
})

describe('events', () => {
  test('come once and in order over a gateway that is restarted', async () => {
    await openPage()
    await follow('datasets.restarted')
    await publish('restarted')
    await publish('restarted')
    await expect.poll(seen).toEqual([1, 2])

    // What happens while there is no gateway comes from another one.
    const other = await system.startGateway()
    user = await signIn(other)
    gate.lead('http://127.0.0.1:1')
    await system.stopGateway(gateway)
    await becomes('waiting')
    await publish('restarted')
    await publish('restarted')
    gate.lead((gateway = other))
    await publish('restarted')
    await expect.poll(seen, { timeout: 20_000 }).toEqual([1, 2, 3, 4, 5])
    await publish('restarted')
    await expect.poll(seen).toEqual(following(1, 6))
    expect(await state()).toBe('open')
  })

  test('come once and in order over a connection that is cut again and again', async () => {
    await publish('cut')
    await openPage()
    await follow('datasets.cut')
    for (let round = 0; round < 3; round++) {
      const published = publish('cut')
      expect(gate.cutSockets()).toBe(1)
      await published
      await becomes('open')
    }
    await expect.poll(seen).toEqual(following(2, 3))
  })

  test('come by long polling while sockets are blocked, and by socket again when they are not', async () => {
    await openPage()
    await follow('datasets.blocked')
    await publish('blocked')
    await expect.poll(seen).toEqual([1])
    gate.blockSockets(true)
    await publish('blocked')
    await becomes('polling')
    await publish('blocked')
    await expect.poll(seen).toEqual([1, 2, 3])
    gate.blockSockets(false)
    await becomes('open', 25_000)
    await publish('blocked')
    await expect.poll(seen).toEqual(following(1, 4))
  })

  test('come by polling alone when that is asked for, from now on or from the start', async () => {
    await publish('polled')
    await openPage({ transport: 'polling' })
    const upgrades = gate.upgrades
    await follow('datasets.polled')
    await publish('polled')
    await expect.poll(seen).toEqual([2])
    await follow('datasets.polled', 0)
    await expect.poll(seen).toEqual([2, 1, 2])
    expect(gate.upgrades).toBe(upgrades)
  })

  test('come over another connection when the server falls silent', async () => {
    await openPage()
    await follow('datasets.silent')
    gate.silenceSockets(true)
    await publish('silent')
    await becomes('connecting', 26_000)
    gate.silenceSockets(false)
    await expect.poll(seen, { timeout: 20_000 }).toEqual([1])
  }, 60_000)

  test('are iterated, and resumed by another subscription with since', async () => {
    await openPage()
    await publish('resumed')
    const first = await tab.page.evaluate(async () => {
      const subscription = client.subscribe(['datasets.resumed'], { since: 0 })
      for await (const item of subscription) return { item, seen: subscription.seen }
      return undefined
    })
    expect(first).toMatchObject({ item: { type: 'event', event: { seq: 1 } }, seen: { 'datasets.resumed': 1 } })
    await publish('resumed')
    await follow('datasets.resumed', 1)
    await expect.poll(seen).toEqual([2])
    const events = await tab.page.evaluate(() => items.flatMap((item) => (item.type === 'event' ? [item.event] : [])))
    expect(seqsOf(events as BusEvent[])).toEqual([2])
  })
})

describe('telemetry', () => {
  /** So many readings from a number on; what becomes of them is awaited later. */
  const send = (first: number, count: number) =>
    tab.page.evaluate(
      ({ first, count }) => {
        const reading = (cpu: number) => ({ cpu, mem: 77.25, timestamp: '2026-01-02T03:04:05Z' })
        for (let cpu = first; cpu < first + count; cpu++) sent.push(client.sendTelemetry(reading(cpu)))
      },
      { first, count },
    )
  const stored = async () => {
    const records = await user.records<{ cpu: number; mem: number }>('telemetry')
    return records.filter(({ mem }) => mem === 77.25).map(({ cpu }) => cpu)
  }
  const acknowledged = () => tab.page.evaluate(async () => (await Promise.all(sent)).map(({ runId }) => runId))

  test('is acknowledged over a connection that was cut, each record stored once', async () => {
    await openPage()
    await send(1, 1)
    await acknowledged()
    gate.silenceSockets(true)
    await send(2, 20)
    await expect.poll(async () => (await stored()).length, { timeout: 20_000 }).toBe(21)
    // All of it is there, and no acknowledgement came through.
    expect(gate.cutSockets()).toBe(1)
    gate.silenceSockets(false)
    await send(22, 10)
    for (const runId of new Set(await acknowledged())) expect((await user.ended(runId)).state).toBe('published')
    expect((await stored()).toSorted((a, b) => a - b)).toEqual(following(1, 31))
  })

  test('that the server refuses is refused', async () => {
    await openPage()
    const code = await tab.page.evaluate(() =>
      client.sendTelemetry({}, { pipeline: 'nowhere' }).catch((error: { code: string }) => error.code),
    )
    expect(code).toBe('unknown-pipeline')
  })
})

describe('a session', () => {
  const signedOutCount = () => tab.page.evaluate(() => signedOut)

  test('that is revoked elsewhere ends what follows, and says so once', async () => {
    await openPage()
    await tab.page.evaluate(() => {
      const onError = (error: { code: string }) => states.push(error.code)
      return client.subscribe(['telemetry.live'], { onError }).ready
    })
    // Every session of the user, this one among them.
    expect((await user.post('/api/auth/logout-everywhere')).ok).toBe(true)
    user = await signIn(gateway)
    await expect.poll(signedOutCount).toBe(1)
    expect(await tab.page.evaluate(() => states)).toContain('not-authenticated')
    expect(await state()).toBe('idle')
    // Signing in again is a new beginning.
    await tab.page.evaluate(({ username, password }) => client.login(username, password), developer)
    await follow('datasets.after_signing_in')
    expect(await signedOutCount()).toBe(1)
  })
})
