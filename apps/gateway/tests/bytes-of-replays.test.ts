import type { AcceptedRun, QuarantineReplay, RunsReplay } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { bodyOf, codeOf, openGateway, type Client } from './fixture.ts'

const letters = 'x'.repeat(2_000)

/** A rejected run whose input has some 2,000 bytes, which are those of the one record it refused. */
async function refuse(client: Client, dataset: string): Promise<string> {
  const payload = { dataType: 'JSON', payload: [letters], dataset }
  const answer = await client.post('/api/etl/start', payload, { prefer: 'wait=20' })
  const run = await bodyOf<AcceptedRun>(answer)
  expect(run.state).toBe('rejected')
  return run.runId
}

test('bytes a day count runs that are replayed many at a time: of what is too much, none is begun', async () => {
  await using gateway = await openGateway({ limits: { acceptedBytesPerDay: 7_500 } })
  gateway.work()
  const client = await gateway.signIn()
  const ids = [await refuse(client, 'a'), await refuse(client, 'b')]
  const answer = await client.post('/api/runs/replay', { ids })
  const { runs, notReplayed } = await bodyOf<RunsReplay>(answer)
  expect([runs.length, notReplayed]).toEqual([1, [expect.objectContaining({ reason: 'too-many-bytes', count: 1 })]])
  expect(await codeOf(await client.post('/api/runs/replay', { ids: [ids[1]] }))).toBe('too-many-bytes')
})

test('bytes a day count records that are replayed out of quarantine', async () => {
  await using gateway = await openGateway({ limits: { acceptedBytesPerDay: 5_000 } })
  gateway.work()
  const client = await gateway.signIn()
  const run = await refuse(client, 'a')
  const replay = { filter: { run }, patch: [{ op: 'replace', path: '', value: { letters } }] }
  const first = await client.post('/api/quarantine/replay', replay)
  expect(await bodyOf<QuarantineReplay>(first)).toMatchObject({ claimed: 1 })
  const other = { dataType: 'JSON', payload: [letters], dataset: 'b' }
  expect(await codeOf(await client.post('/api/etl/start', other))).toBe('too-many-bytes')
})
