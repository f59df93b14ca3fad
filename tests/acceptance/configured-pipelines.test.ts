import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { startGateway, temporaryState, type RunningProcess } from '@syndicate/stack'
import { afterAll, expect, inject, test } from 'vitest'
import { signIn } from './client.ts'

const projectDir = resolve(import.meta.dirname, '../..')
const name = `t_${randomBytes(6).toString('hex')}`
const state = temporaryState()
const env = {
  ...process.env,
  NODE_ENV: 'test',
  DATABASE_URL: inject('databaseUrl'),
  REDIS_URL: inject('redisUrl'),
  PORT: '0',
  JWT_SECRET: `only for ${name}, which is gone in a minute`,
  SYNDICATE_SCHEMA: name,
  SYNDICATE_PREFIX: name,
  SYNDICATE_CONFIG: join(state.path, 'own.yaml'),
}
const running = new Set<RunningProcess>()
afterAll(async () => {
  await Promise.all([...running].map((each) => each.stop()))
  state.remove()
})

const write = (file: string, text: string) => writeFileSync(join(state.path, file), text)

/** A gateway with the configuration as it is written now, until it is stopped; `applied` is what its log says of pipelines. */
async function start() {
  const logFile = join(state.path, `${randomBytes(4).toString('hex')}.log`)
  const { url, process } = await startGateway({ name: 'gateway', cwd: projectDir, env, logFile })
  running.add(process)
  const user = await signIn(url)
  const lines = readFileSync(logFile, 'utf8').split('\n')
  const applied = lines
    .filter((line) => line.includes('a pipeline is as the configuration has it'))
    .map((line) => JSON.parse(line) as { name: string; change: string; version: number; overApi: boolean })
  return {
    user,
    applied: applied.map((each) => `${each.name} ${each.change} ${each.version}${each.overApi ? ' over API' : ''}`),
    async shown() {
      const { pipelines } = await user.get<{ pipelines: { name: string; version: number; source: string }[] }>(
        '/api/pipelines',
      )
      return pipelines.map((each) => `${each.name} ${each.version} ${each.source}`)
    },
    async stop() {
      await process.stop()
      running.delete(process)
    },
  }
}

test('a configuration of one’s own keeps what is built in, and what is applied over the API outlives restarts', async () => {
  write('own.yaml', 'pipelines:\n  orders: { format: csv }\n')
  mkdirSync(join(state.path, 'pipelines'))
  write('pipelines/visits.yaml', 'format: json\nschema: { type: object }\n')
  const first = await start()
  const all = [
    'binary 1 built-in',
    'documents 1 built-in',
    'orders 1 file',
    'records 1 built-in',
    'telemetry 1 built-in',
    'visits 1 file',
  ]
  expect(await first.shown()).toEqual(all)
  await first.user.post('/api/pipelines/apply', { pipelines: { orders: { format: 'json' }, made: { format: 'csv' } } })
  await first.stop()

  const second = await start()
  const changed = all.toSpliced(2, 1, 'made 1 api', 'orders 2 api').toSorted()
  expect([second.applied, (await second.shown()).toSorted()]).toEqual([[], changed])
  await second.stop()

  write('own.yaml', 'pipelines:\n  orders: { format: csv, description: Now of another kind }\n  records: null\n')
  write('pipelines/visits.yaml', 'format: json\n')
  const third = await start()
  expect(third.applied.toSorted()).toEqual(['orders changed 3 over API', 'records removed 1', 'visits changed 2'])
  expect(await third.shown()).not.toContainEqual(expect.stringContaining('records'))
  await third.stop()
}, 120_000)

test('a gateway whose pipelines are not sound does not start, and names the line', async () => {
  write('own.yaml', 'api: {}\n')
  write('pipelines/visits.yaml', "format: json\nsteps:\n  - filter: 'a >'\nfixtures: []\n")
  const output = await new Promise<string>((settle) => {
    const args = ['apps/gateway/src/main.ts']
    execFile(process.execPath, args, { cwd: projectDir, env, timeout: 60_000 }, (_error, out, err) => settle(out + err))
  })
  expect(output).toMatch(/pipelines\/visits\.yaml:3 steps\[0\]\.filter: expected a pipeline that compiles, got /)
  expect(output).not.toContain('"listening"')
}, 90_000)
