import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { developer, signIn as signInByHttp } from '../acceptance/client.ts'
import { salesCsv } from '../acceptance/sales-csv.ts'
import { startSystem } from '../acceptance/system.ts'
import { openGate } from '../browser/harness/gate.ts'
import { signIn } from './signed-in.ts'
import { createCli } from './syndicate.ts'

const system = await startSystem({ workers: 1 })
const gate = await openGate(system.url)
const cli = createCli(gate.url)
const reading = '{"cpu":12,"mem":134217728,"timestamp":"2026-01-01T00:00:01Z"}\n'
let run: string
let refused: string

beforeAll(async () => {
  const user = await signInByHttp(system.url)
  const query = { pipeline: 'telemetry', format: 'ndjson', dataset: 'counted' }
  ;({ runId: run } = await user.ingest(query, `${reading}{"cpu":"hot"}\n{"cpu":"hot"}\n`))
  await signIn(cli)
  writeFileSync(join(cli.folder, 'a.ndjson'), reading)
  writeFileSync(join(cli.folder, 'refused.csv'), 'refusal_id,cpu\n019b7c1e-5a00-7000-8000-0123456789ab,1\n')
  writeFileSync(join(cli.folder, 'mine.yaml'), 'format: json\n')
  ;[{ id: refused } = { id: '' }] = await cli.json<{ id: string }>(['quarantine', '--run', run, '--limit', '1'])
})
beforeEach(() => void gate.asked.splice(0))
afterAll(async () => {
  cli.remove()
  await gate.stop()
  await system.stop()
})

const one: [string, () => string[]][] = [
  ['whoami', () => ['whoami']],
  ['run', () => ['run', 'a.ndjson', '-p', 'telemetry']],
  ['runs', () => ['runs']],
  ['api', () => ['api', 'runs']],
  ['runs show', () => ['runs', 'show', run]],
  ['runs show, by how it begins', () => ['runs', 'show', run.slice(0, -1)]],
  ['watch, when it is over', () => ['watch', run]],
  ['watch, by how it begins', () => ['watch', run.slice(0, -1)]],
  ['replay', () => ['replay', run]],
  ['runs replay', () => ['runs', 'replay', run, '--yes']],
  ['pipelines', () => ['pipelines']],
  ['pipelines show', () => ['pipelines', 'show', 'telemetry']],
  ['pipelines show --version', () => ['pipelines', 'show', 'telemetry', '--version', '1', '--yaml']],
  ['pipelines apply', () => ['pipelines', 'apply', 'mine.yaml']],
  ['pipelines diff', () => ['pipelines', 'diff', 'mine.yaml']],
  ['pipelines test', () => ['pipelines', 'test', 'mine.yaml']],
  ['pipelines export', () => ['pipelines', 'export', 'telemetry']],
  ['pipelines export, of all', () => ['pipelines', 'export', '--to', 'all']],
  ['pipelines remove', () => ['pipelines', 'remove', 'mine', '--yes']],
  ['datasets', () => ['datasets']],
  ['datasets show', () => ['datasets', 'show', 'counted']],
  ['datasets rollback', () => ['datasets', 'rollback', 'counted', '1']],
  ['records', () => ['records', 'counted']],
  ['quarantine', () => ['quarantine']],
  ['quarantine --group', () => ['quarantine', '--group']],
  ['quarantine show', () => ['quarantine', 'show', refused]],
  ['quarantine replay', () => ['quarantine', 'replay', refused, '--dry-run']],
  ['quarantine --group reason', () => ['quarantine', '--group', 'reason', '--search', 'hot']],
  ['quarantine sheet', () => ['quarantine', 'sheet', '--run', run]],
  ['quarantine mend', () => ['quarantine', 'mend', 'refused.csv', '--dry-run']],
  ['runs deal-with', () => ['runs', 'deal-with', run]],
  ['quarantine discard', () => ['quarantine', 'discard', refused]],
  ['users', () => ['users']],
  ['users sessions', () => ['users', 'sessions']],
  ['keys', () => ['keys']],
  ['keys issue', () => ['keys', 'issue', 'one', '--scope', 'read']],
  ['alerts', () => ['alerts']],
  ['alerts destinations', () => ['alerts', 'destinations']],
  ['alerts deliveries', () => ['alerts', 'deliveries', '--state', 'dead']],
  ['audit', () => ['audit']],
]

test.each(one)('%s is one request', async (_name, args) => {
  expect(await cli.run(args())).toMatchObject({ code: 0 })
  expect(gate.asked).toHaveLength(1)
})

test('signing in and out is one each', async () => {
  const other = createCli(gate.url)
  await other.run(['login', '--username', developer.username, '--password-stdin'], developer.password)
  expect(gate.asked.splice(0)).toEqual(['POST /api/auth/login'])
  expect(await other.run(['logout'])).toMatchObject({ code: 0 })
  expect(gate.asked).toEqual(['POST /api/auth/logout'])
  other.remove()
})

test('a run that is watched to its end is a handful, however many events come', async () => {
  expect(await cli.run(['run', 'a.ndjson', '-p', 'telemetry', '--watch'])).toMatchObject({ code: 0 })
  expect(gate.asked.length).toBeLessThanOrEqual(6)
})

test('a dataset of a file is a handful more: what it is, what is there, and what became of it', async () => {
  writeFileSync(join(cli.folder, 'sales.csv'), salesCsv)
  expect(await cli.run(['run', 'sales.csv', '--yes'])).toMatchObject({ code: 0 })
  expect(gate.asked.slice(0, 5)).toEqual([
    'POST /api/pipelines/infer',
    'POST /api/pipelines/preview',
    'POST /api/pipelines/apply',
    'GET /api/registry/sales',
    'POST /api/pipelines/apply',
  ])
  expect(gate.asked.length).toBeLessThanOrEqual(12)
})

test('opening a page of the console asks nothing', async () => {
  expect(await cli.run(['runs', 'show', run, '--web'])).toMatchObject({ code: 0 })
  expect(gate.asked).toEqual([])
})

test.each([
  ['replay last', () => ['replay', 'last']],
  ['quarantine --run, by how it begins', () => ['quarantine', '--run', run.slice(0, -1)]],
  ['runs replay, by how it begins', () => ['runs', 'replay', run.slice(0, -1)]],
])('%s looks the run up first', async (_name, args) => {
  expect(await cli.run(args())).toMatchObject({ code: 0 })
  expect(gate.asked).toHaveLength(2)
})

test('a user named by name is looked up first, by id is not', async () => {
  const password = 'correct horse battery staple'
  const [user] = await cli.json<{ id: string }>(['users', 'create', 'ada', '--role', 'viewer'], password)
  expect(gate.asked.splice(0)).toHaveLength(1)
  expect(await cli.run(['users', 'role', 'ada', 'operator'])).toMatchObject({ code: 0 })
  expect(gate.asked.splice(0)).toHaveLength(2)
  expect(await cli.run(['users', 'role', user!.id, 'viewer'])).toMatchObject({ code: 0 })
  expect(gate.asked).toHaveLength(1)
})

test('a session past half its life is renewed by the next command', async () => {
  const folder = join(cli.folder, '.config/syndicate')
  const file = join(
    folder,
    readdirSync(folder).find((name) => name.startsWith('http'))!,
  )
  const kept = JSON.parse(readFileSync(file, 'utf8')) as { renewAt: number }
  expect((kept.renewAt - Date.now()) / 60_000).toBeCloseTo(30, 0)
  writeFileSync(file, JSON.stringify({ ...kept, renewAt: Date.now() - 1 }))
  expect(await cli.run(['runs'])).toMatchObject({ code: 0 })
  expect(await cli.run(['runs'])).toMatchObject({ code: 0 })
  expect(gate.asked).toEqual(['GET /api/auth/session', 'GET /api/runs', 'GET /api/runs'])
})

test('a command that comes too early waits for its turn, and says so', async () => {
  gate.refuse(2, 1)
  const runs = await cli.run(['runs'])
  const told = 'Too many requests; going on in 1 s\n'
  expect(runs).toMatchObject({ code: 0, err: told + told })
  gate.refuse(1, 1)
  const sent = await cli.run(['run', 'a.ndjson', '-p', 'telemetry'])
  expect(sent).toMatchObject({ code: 0, err: expect.stringContaining(told) })
})

test('one that would have to wait for more than a minute ends with 7, and says when', async () => {
  gate.refuse(1, 61)
  const runs = await cli.run(['runs'])
  expect(runs).toMatchObject({ code: 7, out: '', err: expect.stringContaining('Try again in 61 s.') })
})
