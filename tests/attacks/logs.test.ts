import { afterAll, beforeAll, expect, test } from 'vitest'
import { signIn, type Body, type Client } from '../acceptance/client.ts'
import { startSystem, type System } from '../acceptance/system.ts'

const pipelines = `
  strict:
    format: ndjson
    schema: strict
    steps: [{ cast: { n: number } }]
`
const schemas = `
  strict: { type: object, additionalProperties: false, properties: { n: { type: number, maximum: 5 } } }
`
const marker = 'PLANTED-IN-THE-INPUT'
const long = `${marker}${'ä'.repeat(100_000)}`

let system: System
let user: Client

beforeAll(async () => {
  system = await startSystem({ workers: 1, config: { pipelines, schemas } })
  user = await signIn(system.url)
})
afterAll(() => system.stop())

test.each<[format: string, state: string, body: Body]>([
  [
    'ndjson',
    'rejected',
    `{"${marker}":"${marker}"}\n{"${marker}":${marker}}\n{"n":"${marker}"}\n{"n":9,"${long}":1}\n`,
  ],
  ['csv', 'failed', `${long},b\n1,2\n`],
  ['json', 'failed', `[{"a":"${marker}"},${marker}`],
  ['yaml', 'rejected', `a: *${long}\n`],
  ['yaml', 'rejected', `a: !${marker} 1\n${marker}: {`],
  ['yaml', 'rejected', `"${marker}": 1\n"${marker}": 2\n`],
  ['ndjson', 'rejected', `"${marker}"\n`.repeat(60_000)],
])('no log repeats what was sent, however wrong: %s, %s', async (format, state, body) => {
  const run = await user.ingest({ pipeline: 'strict', format, dataset: 'strict' }, body)
  expect(run.state).toBe(state)
  expect(Buffer.byteLength(run.error?.detail ?? '')).toBeLessThanOrEqual(1000)
  const logs = system.logs()
  expect(logs).not.toContain(marker)
  expect(logs).not.toContain('ääää')
  expect(logs.length).toBeLessThan(200_000)
  await expect.poll(() => state === 'rejected' || system.logs().includes(run.runId)).toBe(true)
  for (const { reason } of await user.quarantine(`run=${run.runId}`)) expect(reason.length).toBeLessThanOrEqual(1000)
})

test.each([
  ['two columns of a name', `${marker},${marker}\n1,2\n`],
  ['a name that is not well quoted', `${marker},"${marker}"x\n1,2\n`],
])('nor what is refused before it is kept: %s', async (_what, body) => {
  const answer = await user.upload({ pipeline: 'strict', format: 'csv', dataset: 'strict' }, body)
  expect(answer.status).toBe(422)
  expect(Buffer.byteLength(((await answer.json()) as { detail: string }).detail)).toBeLessThanOrEqual(1000)
  expect(system.logs()).not.toContain(marker)
})
