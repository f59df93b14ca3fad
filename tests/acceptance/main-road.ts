import type { Run } from '@syndicate/contracts'
import { expect, vi } from 'vitest'
import { at, signIn, type Client } from './client.ts'
import { kindsOf } from './events.ts'
import { openSocket } from './socket.ts'
import { startSystem, type System } from './system.ts'

const records = Array.from({ length: 300 }, (_, id) => JSON.stringify({ id })).join('\n')

/** Holds a system over a Redis of some kind to all that it needs Redis for: two gateways, and a worker that comes later. */
export async function expectMainRoad(env: NodeJS.ProcessEnv, name?: string): Promise<void> {
  const named = name === undefined ? {} : { name }
  const system = await startSystem({ ...named, workers: 0, env, config: { set: { sliceBytes: '1 KiB' } } })
  try {
    const here = await signIn(system.url)
    const there = at(await system.startGateway(), here)
    await expectOneLimit(here, there)
    const cancelled = await cancelBeforeWork(here)
    await system.startWorker()
    await expectRunSeenFrom(there, here)
    await expectTelemetry(there)
    expect(await here.get<Run>(`/api/runs/${cancelled}`)).toMatchObject({ state: 'cancelled', version: null })
    await expectNoRefusal(system)
  } finally {
    await system.stop()
  }
}

/** What is asked at one gateway is counted at the other. */
async function expectOneLimit(here: Client, there: Client): Promise<void> {
  const left = async (client: Client) => {
    const answer = await client.fetch('/api/auth/session')
    return Number(/;r=(\d+)/.exec(answer.headers.get('ratelimit')!)![1])
  }
  // A gateway that waited too long for Redis has counted alone.
  await vi.waitFor(
    async () => {
      const before = await left(here)
      expect(before - (await left(there))).toBe(1)
    },
    { timeout: 10_000, interval: 100 },
  )
}

async function cancelBeforeWork(client: Client): Promise<string> {
  const answer = await client.upload({ pipeline: 'records', format: 'ndjson', dataset: 'cancelled' }, records)
  const { runId } = (await answer.json()) as Run
  expect((await client.post(`/api/runs/${runId}/cancel`)).status).toBe(200)
  return runId
}

/** A run of several chunks at one gateway, followed over a socket of another. */
async function expectRunSeenFrom(there: Client, here: Client): Promise<void> {
  const socket = await openSocket(there)
  await socket.subscribe(['telemetry.live'])
  const run = await here.ingest({ pipeline: 'records', format: 'ndjson', dataset: 'road' }, records)
  expect(run).toMatchObject({ state: 'published', counts: { in: 300, loaded: 300 } })
  await socket.until(() => kindsOf(socket.events('telemetry.live'), run.runId).includes('published'))
  expect(kindsOf(socket.events('telemetry.live'), run.runId)).toEqual(['accepted', 'running', 'published'])
  // Somebody who comes later is told from what is kept.
  await socket.subscribe([`runs.${run.runId}`], 0)
  await socket.until(() => kindsOf(socket.events(`runs.${run.runId}`), run.runId).includes('published'))
  expect(socket.all('GAP')).toEqual([])
  await socket.close()
}

async function expectTelemetry(client: Client): Promise<void> {
  const socket = await openSocket(client)
  const payload = { cpu: 75.5, mem: 134_217_728, timestamp: '2026-01-01T00:00:00Z' }
  socket.send({ type: 'TELEMETRY', id: 'one', payload, csrf: client.csrf })
  const { runId } = await socket.first('ACK')
  expect(await client.ended(runId)).toMatchObject({ state: 'published' })
  await socket.close()
}

/** Redis has refused nothing: no right was missing, and no key was elsewhere. */
async function expectNoRefusal(system: System): Promise<void> {
  expect(system.logs()).not.toMatch(/NOPERM|NOAUTH|CROSSSLOT|MOVED|Lua script|its user may not/)
}
