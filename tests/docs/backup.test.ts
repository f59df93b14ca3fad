import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startRedis, temporaryState, type RunningProcess, type Service } from '@syndicate/stack'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, login, signIn, type Client } from '../acceptance/client.ts'
import { startSystem, type System } from '../acceptance/system.ts'
import { postgresPrograms, startOwnPostgres, type OwnPostgres } from './own-postgres.ts'
import { expectBalanced, expectSame, pictureOf } from './picture.ts'
import { readBlocks } from './read-blocks.ts'
import { runGuide } from './run-guide.ts'

if (!postgresPrograms)
  console.log('Back up: skipped, for there is no PostgreSQL here (Debian: apt-get install postgresql)')

const projectDir = join(import.meta.dirname, '../..')
const ada = { username: 'ada', password: 'correct horse battery staple' }
/** Three of ten go to quarantine. */
const readings = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    JSON.stringify({ cpu: n % 10 < 3 ? 'hot' : n % 100, mem: 1e9 + n, timestamp: '2026-01-01T00:00:00Z' }),
  ).join('\n')

/** What Compose does but for containers: programs of a service run here, and this test starts and stops the apps. */
const docker = `#!/bin/sh
[ "$1 $2" = 'compose exec' ] || exit 0
[ "$3" = -T ] || exit 64
service=$4; shift 4
case $service in
  redis) export REDIS_PASSWORD=$(expr "$REDIS_URL" : '.*:\\(.*\\)@')
    port=$(expr "$REDIS_URL" : '.*:\\(.*\\)')
    [ "$1 $2" = 'sh -c' ] && exec sh -c "$(echo "$3" | sed "s/redis-cli /redis-cli -p $port /")" ;;
  postgres) exec "$@" ;;
esac
exit 64
`

/** What cron would not notice: a disk that was full, a connection that broke. */
const pgDump = (fault: string) => `#!/bin/sh
'${postgresPrograms}/pg_dump' "$@"
${fault}
`
const cut = 'truncate --size=$(($(stat --format=%s syndicate.dump.part) / 3)) syndicate.dump.part'

/** A system on servers of its own, which are broken and mended as docs/backup.md says, section by section. */
describe.skipIf(!postgresPrograms)('a backup', { timeout: 120_000 }, () => {
  const state = temporaryState()
  let server: OwnPostgres
  let redis: Service
  let backups: string
  let system: System
  let worker: RunningProcess
  let user: Client
  let key: string

  beforeAll(async () => {
    server = await startOwnPostgres(state.path)
    backups = join(server.folder, 'backups')
    mkdirSync(backups)
    if (server.account) chownSync(backups, server.account.uid, server.account.gid)
    const files = { dataDir: join(state.path, 'redis'), logFile: join(state.path, 'redis.log') }
    redis = await startRedis({ ...files, env: process.env, log: () => {}, durable: false })
  })
  afterAll(async () => {
    await system?.stop()
    await redis?.stop()
    server?.stop()
    state.remove()
  })

  /** @param name of the system that was there before */
  async function start(name?: string): Promise<void> {
    const env = { DATABASE_URL: server.url, REDIS_URL: redis.url }
    const config = { set: { sliceBytes: '32 KiB' } }
    system = await startSystem({ workers: 0, env, config, ...(name !== undefined && { name }) })
    worker = await system.startWorker()
    // Whoever was signed in still is.
    user = name === undefined ? await signIn(system.url) : at(system.url, user)
  }

  /** Runs a section as whoever saves it to a file, in a shell that goes on after an error unless it is told not to. */
  async function run(heading: string, env: NodeJS.ProcessEnv = {}, programs: Record<string, string> = {}) {
    const { script, files } = readBlocks(join(projectDir, 'docs/backup.md'), heading)
    expect(script, heading).not.toBe('')
    return runGuide(
      { files, script: `cd '${backups}'\nset +e\n${script}` },
      { url: '', projectDir, env: process.env },
      {
        env: { ...server.env, REDIS_URL: redis.url, SYNDICATE_PREFIX: system?.name, ...env },
        account: server.account,
        programs: { docker, ...programs },
        instead: { '/var/backups/syndicate': backups, '/var/log/postgresql': server.folder },
      },
    )
  }

  async function follow(heading: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
    const { code, said } = await run(heading, env)
    expect(code, said).toBe(0)
    // psql goes on after an error.
    expect(said).not.toMatch(/\berror:/i)
  }

  /** Lines of what psql answers, without titles. */
  function query(statement: string, database = 'syndicate'): string[] {
    const args = ['--no-psqlrc', '-qAt', '--username=syndicate', `--dbname=${database}`, `--command=${statement}`]
    const env = { ...server.env, PGOPTIONS: `--search_path=${system.name}` }
    return execFileSync('psql', args, { env, encoding: 'utf8' }).trim().split('\n')
  }

  /** A server that was killed before it noted that it had handed over a piece hands it over once more. */
  async function expectArchivedAgain(): Promise<void> {
    const folder = join(server.data, 'pg_wal/archive_status')
    const done = readdirSync(folder).find((name) => /^[0-9A-F]{24}\.done$/.test(name))!
    renameSync(join(folder, done), join(folder, done.replace('done', 'ready')))
    query("select pg_create_restore_point('noticed'), pg_switch_wal()")
    await expect.poll(() => existsSync(join(folder, done)), { timeout: 10_000 }).toBe(true)
    expect(query('select failed_count from pg_stat_archiver')).toEqual(['0'])
  }

  /** By the user that docs/operating.md gives the system, who may not do everything. */
  async function emptyRedis(): Promise<void> {
    const { port, password } = new URL(redis.url)
    const env = { ...process.env, REDISCLI_AUTH: password }
    const ask = (...words: string[]) =>
      execFileSync('redis-cli', ['-e', '-p', port, ...words], { env, encoding: 'utf8' })
    const rights = [`~${system.name}:*`, `&${system.name}:*`, '+@all', '-@dangerous', '+info', '+client|list']
    ask('ACL', 'SETUSER', 'limited', 'on', '>limited', ...rights)
    expect(ask('DBSIZE').trim()).not.toBe('0')
    await follow('Empty Redis', { REDIS_URL: redis.url.replace(/:[^:]*@/, 'limited:limited@') })
    expect(ask('DBSIZE').trim()).toBe('0')
  }

  const submit = (dataset: string, count: number) =>
    user.upload({ pipeline: 'telemetry', format: 'ndjson', dataset }, readings(count))

  async function publish(count: number): Promise<void> {
    const query = { pipeline: 'telemetry', format: 'ndjson', dataset: 'readings' }
    expect(await user.ingest(query, readings(count))).toMatchObject({ state: 'published' })
  }

  /** Whoever and whatever was known is, and more can be done. */
  async function expectAtWork(): Promise<void> {
    expect((await login(system.url, ada)).status).toBe(200)
    const authorization = `Bearer ${key}`
    expect((await fetch(new URL('/api/registry', system.url), { headers: { authorization } })).status).toBe(200)
    await publish(10)
  }

  test('by archive brings a deleted dataset back, as of the second before', async () => {
    await follow('Archive every change')
    await start()
    await publish(200)
    await follow('A base backup')
    await expectArchivedAgain()
    expect((await user.post('/api/users', { ...ada, role: 'operator' })).status).toBe(201)
    const issued = await user.post('/api/keys', { name: 'mine', scopes: ['read'] })
    key = ((await issued.json()) as { key: string }).key
    await publish(1_000)
    const before = await pictureOf(user, ['readings'])
    const [now] = query('select clock_timestamp()')
    const { head } = await user.get<{ head: number }>('/api/registry/readings')
    const deleted = await user.fetch(`/api/registry/readings?expect=${head}`, { method: 'DELETE' })
    expect(deleted.status, await deleted.text()).toBeLessThan(300)
    await system.stop()
    await follow('Go back to a moment', { WHEN: now })
    await emptyRedis()

    await start(system.name)
    expectSame(await pictureOf(user, ['readings']), before)
    await expectAtWork()
  })

  test('by dump, taken at work, is restored without an error, and what had not ended goes on', async () => {
    const before = await pictureOf(user, ['readings'])
    const large = (await (await submit('load', 20_000)).json()) as { runId: string }
    await expect.poll(async () => (await user.get(`/api/runs/${large.runId}`))['state']).not.toBe('accepted')
    await system.kill(worker)
    for (let count = 0; count < 3; count++) expect((await submit('load', 50)).status).toBe(202)
    const dumped = new AbortController()
    const submitting = (async () => {
      for (; !dumped.signal.aborted; await delay(20)) await submit('load', 50)
    })()
    await follow('A dump').finally(() => dumped.abort())
    await submitting
    await system.stop()
    await follow('Restore a dump')
    await emptyRedis()
    const open = query("select id from runs where state in ('accepted', 'running')")
    expect(open.length).toBeGreaterThanOrEqual(3)

    await start(system.name)
    for (const id of open) expectBalanced(await user.ended(id))
    expectSame(await pictureOf(user, ['readings']), before)
    await expectAtWork()
  })

  test('by dump is restored by Compose as well', async () => {
    await system.stop()
    const runs = () => query('select count(*), sum(hashtext(id::text || state)), max(created_at) from runs')
    const before = runs()
    await follow('A dump with Compose')
    query('drop database syndicate_before')
    await follow('Restore a dump with Compose')
    expect(runs()).toEqual(before)
    expect(query('select count(*) > 0 from runs', 'syndicate_before')).toEqual(['t'])
  })

  test.each(['A dump', 'A dump with Compose'])('stays where the next does not succeed: %s', async (heading) => {
    const dump = join(backups, 'syndicate.dump')
    const good = readFileSync(dump)
    expect(statSync(dump).mode & 0o077).toBe(0)
    for (const fault of [cut, 'exit 1']) {
      const { code, said } = await run(heading, {}, { pg_dump: pgDump(fault) })
      expect(code, said).not.toBe(0)
      expect(readFileSync(dump).equals(good)).toBe(true)
    }
  })
})
