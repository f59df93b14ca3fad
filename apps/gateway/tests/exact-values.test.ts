import { readFileSync } from 'node:fs'
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
const ways: Record<string, (payload: string) => Promise<string>> = {
  start: async (payload) =>
    (await bodyOf<Run>(await post('/api/etl/start', `{"dataType":"JSON","dataset":"exact${count++}","payload":${payload}}`))).runId,
}

