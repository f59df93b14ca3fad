import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { QuarantinedRecord, Run } from '@syndicate/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { developer, signIn as signInByHttp, type Client } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { createCli, type Outcome } from './syndicate.ts'

const system = await startSystem({
  workers: 1,
  config: { pipelines: 'strict:\n  format: ndjson\n  onInvalid: reject\n' },
})
const cli = createCli(system.url)
const signIn = (to = cli, { username, password } = developer) =>
  to.run(['login', '--username', username, '--password-stdin'], password)

const good = '{"cpu":12,"mem":134217728,"timestamp":"2026-01-01T00:00:01Z"}\n'
const bad = '{"cpu":"hot","mem":134217728,"timestamp":"2026-01-01T00:00:02Z"}\n'
const nobody = '019b7c1e-5a00-7000-8000-0123456789ab'

let user: Client
let signedIn: Outcome
const ingest = (dataset: string, text: string) =>
  user.ingest({ pipeline: 'telemetry', format: 'ndjson', dataset }, text)

beforeAll(async () => {
  user = await signInByHttp(system.url)
  signedIn = await signIn()
})
afterAll(async () => {
  cli.remove()
  await system.stop()
})

describe('signing in', () => {
  test('keeps a session that its owner alone can read, and no password', async () => {
    expect(signedIn).toEqual({ code: 0, out: `Signed in to ${system.url} as trader1 (admin)\n`, err: '' })
    const folder = join(cli.folder, '.config/syndicate')
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    const files = readdirSync(folder).map((name) => join(folder, name))
    expect(files).toHaveLength(2)
    for (const file of files) {
      expect(statSync(file).mode & 0o777).toBe(0o600)
      expect(readFileSync(file, 'utf8')).not.toContain(developer.password)
    }
    expect(await cli.json(['whoami'])).toMatchObject([{ url: system.url, username: 'trader1', role: 'admin' }])
  })

  test('is refused with 3, keeps nothing then, and ends by logout at the server as well', async () => {
    const other = createCli(system.url)
    const refused = await signIn(other, { ...developer, password: 'a guess' })
    expect(refused).toMatchObject({ code: 3, out: '', err: expect.stringContaining('Wrong user name or password') })
    expect(await other.run(['runs'])).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringContaining('syndicate login'),
    })
    await signIn(other)
    const file = join(other.folder, '.config/syndicate', `${encodeURIComponent(system.url)}.json`)
    const { cookies } = JSON.parse(readFileSync(file, 'utf8')) as { cookies: Record<string, string> }
    const stillIn = async () =>
      (
        await fetch(new URL('/api/auth/session', system.url), {
          headers: { cookie: `gsession=${cookies['gsession']}` },
        })
      ).status
    expect(await stillIn()).toBe(200)
    expect(await other.run(['logout'])).toMatchObject({ code: 0, out: '' })
    expect(existsSync(file)).toBe(false)
    expect(await stillIn()).toBe(401)
    expect(await other.run(['whoami', '--json'])).toMatchObject({ code: 3, out: '' })
    other.remove()
  })
})

test('what was refused is counted, shown, tried, mended, run again and discarded', async () => {
  const { runId } = await ingest('mended', good + bad + bad)
  expect(await cli.json(['quarantine', '--group', '--run', runId])).toEqual([
    { stage: 'transform', code: 'cast-failed', count: 2 },
  ])
  const records = await cli.json<QuarantinedRecord>(['quarantine', '--run', runId, '--state', 'open'])
  expect(records).toHaveLength(2)
  const { id } = records[1]!
  expect(await cli.json(['quarantine', 'show', id])).toEqual([records[1]])
  expect(await cli.run(['quarantine', 'show', nobody])).toMatchObject({ code: 4 })
  const { out } = await cli.run(['quarantine', 'show', id])
  expect(out).toContain(`run        ${runId}, position 2, line 3\n`)
  expect(out).toContain('original   {"cpu":"hot"')

  const replay = ['quarantine', 'replay', '--run', runId]
  expect(await cli.json([...replay, '--dry-run'])).toMatchObject([{ matched: 2, wouldPass: 0 }])
  const mend = ['--remove', '/cpu', '--set', '/cpu=99']
  expect(await cli.json([...replay, ...mend, '--dry-run'])).toMatchObject([{ matched: 2, wouldPass: 2 }])
  expect(await cli.run(['quarantine', 'replay', id, '--run', runId])).toMatchObject({ code: 2 })
  writeFileSync(join(cli.folder, 'mend.json'), '[{"op":"replace","path":"/cpu","value":98}]')
  const [mended] = await cli.json<Run>(['quarantine', 'replay', id, '--patch', '@mend.json', '--strict'])
  expect(mended).toMatchObject({ state: 'published', counts: { in: 1, loaded: 1 } })
  expect(await cli.json(['quarantine', 'discard', '--run', runId, '--reason', 'a broken probe'])).toMatchObject([
    { discarded: 1, notDiscarded: [{ reason: 'replayed', count: 1 }] },
  ])
})

test('datasets are listed, shown, read in every form, and rolled back', async () => {
  await ingest('shelf', good)
  await ingest('shelf', good.replace('12', '50') + good.replace('12', '95'))
  expect(await cli.json(['datasets'])).toContainEqual(expect.objectContaining({ name: 'shelf', head: 2, records: 3 }))
  expect((await cli.run(['datasets', 'show', 'shelf'])).out).toMatch(
    /^shelf, append: 3 records at version 2.*\n\n.*\n2 ← .*\n1 /,
  )
  const read = async (...more: string[]) => (await cli.run(['records', 'shelf', ...more])).out
  expect((await read()).split('\n').map((line) => line && (JSON.parse(line) as { cpu: number }).cpu)).toEqual([
    12,
    50,
    95,
    '',
  ])
  expect(await read('--format', 'csv', '--limit', '1')).toMatch(/^cpu,.*\r?\n12,.*\r?\n$/)
  expect(JSON.parse(await read('-f', 'json', '--version', '1'))).toMatchObject({ version: 1, records: [{ cpu: 12 }] })
  expect(await cli.run(['datasets', 'rollback', 'shelf', '1'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('version 1'),
  })
  expect((await read()).trimEnd().split('\n')).toHaveLength(1)
  expect(await cli.run(['datasets', 'rollback', 'shelf', '9'])).toMatchObject({ code: 4 })
  expect(await cli.run(['records', 'nothing-here'])).toMatchObject({ code: 4, out: '' })
})

test('records are looked for, and told where they come from', async () => {
  for (const from of [0, 6_000]) {
    const lines = Array.from({ length: 6_000 }, (_, n) => `{"n":${from + n}}\n`).join('')
    await cli.run(['run', '-', '-p', 'records', '-f', 'ndjson', '-d', 'looked', '--watch'], lines)
  }
  const read = async (...more: string[]) => (await cli.run(['records', 'looked', ...more])).out
  expect(await read('--where', 'n == 3.0 || n == 11999.0')).toBe('{"n":3}\n{"n":11999}\n')
  expect((await read('--where', 'n >= 1000.0')).split('\n')).toHaveLength(11_001)
  expect((await read('--where', 'n >= 1000.0', '--limit', '10500')).split('\n')).toHaveLength(10_501)
  const told = (await read('--lineage', '--where', 'n == 5999.0 || n == 6000.0')).trim().split('\n')
  expect(told.map((line) => JSON.parse(line) as unknown)).toEqual(
    [1, 2].map((version) => ({
      version,
      runId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      fileName: null,
      pipeline: 'records',
      pipelineVersion: 1,
      schemaVersion: 1,
      publishedAt: expect.stringMatching(/Z$/),
      record: { n: 5998 + version },
    })),
  )
  for (const more of [[], ['--lineage']]) {
    expect(await cli.run(['records', 'looked', '--where', 'nn > 3.0', ...more])).toMatchObject({
      code: 0,
      out: '',
      err: expect.stringMatching(/^Of 12,000 records --where is neither true nor false: .*nn/),
    })
  }
  expect(await cli.run(['records', 'looked', '--where', '('])).toMatchObject({
    code: 2,
    err: expect.stringContaining('where'),
  })
  expect(await cli.run(['records', 'looked', '--where', 'true', '-f', 'csv'])).toMatchObject({ code: 2, out: '' })
})

test('people are made and changed; a viewer may look and no more', async () => {
  const name = 'vera'
  expect(await cli.run(['users', 'create', name, '--role', 'operator'], 'password')).toMatchObject({
    code: 2,
    err: expect.stringContaining('common'),
  })
  expect(await cli.json(['users', 'create', name, '--role', 'operator'], 'first good password')).toMatchObject([
    { username: name },
  ])
  expect(await cli.json(['users', 'role', name, 'viewer'])).toMatchObject([{ role: 'viewer' }])
  expect(await cli.run(['users', 'reset-password', name], 'second good password\n')).toMatchObject({ code: 0 })
  const viewer = createCli(system.url)
  await signIn(viewer, { username: name, password: 'second good password' })
  const [looked, started, administered] = await Promise.all([
    viewer.run(['runs']),
    viewer.run(['run', '-', '-p', 'telemetry'], good),
    viewer.run(['users']),
  ])
  expect(looked).toMatchObject({ code: 0 })
  expect(started).toMatchObject({ code: 3, out: '', err: expect.stringContaining('needs the role operator') })
  expect(administered).toMatchObject({ code: 3, out: '' })
  const sessions = await cli.json<{ id: string; userAgent: string }>(['users', 'sessions', name])
  expect(sessions).toMatchObject([{ userAgent: 'syndicate-cli' }])
  expect(await cli.run(['users', 'sessions', name, '--end', sessions[0]!.id])).toMatchObject({ code: 0 })
  expect(await viewer.run(['runs'])).toMatchObject({ code: 3 })
  expect(await cli.json(['users', 'disable', name])).toMatchObject([{ disabled: true }])
  expect(await cli.json(['users', 'enable', name])).toMatchObject([{ disabled: false }])
  expect(await cli.run(['users', 'role', 'vrea', 'admin'])).toMatchObject({
    code: 4,
    err: expect.stringContaining('Did you mean vera?'),
  })
  expect((await cli.run(['users'])).out).toMatch(/vera +viewer +local +enabled/)
  viewer.remove()
})

test('a key does what its scopes say, by the environment or kept, until it is revoked', async () => {
  const issued = await cli.run(['keys', 'issue', 'press', '--scope', 'start', 'read:pressed', '--days', '2'])
  const key = issued.out.trim()
  expect(key).toMatch(/^syn_\w+/)
  const machine = createCli(system.url, { SYNDICATE_KEY: key })
  const [run] = await machine.json<Run>(
    ['run', '-', '-p', 'records', '-f', 'ndjson', '-d', 'pressed', '--watch'],
    '{"a":1}\n',
  )
  expect(run).toMatchObject({ state: 'published' })
  expect(await machine.run(['records', 'pressed'])).toMatchObject({ code: 0, out: '{"a":1}\n' })
  expect(await machine.run(['datasets'])).toMatchObject({ code: 3 })
  const [{ id } = { id: '' }] = (await cli.json<{ id: string; name: string }>(['keys'])).filter(
    ({ name }) => name === 'press',
  )
  expect(await machine.json(['whoami'])).toMatchObject([{ via: 'key', keyId: id }])

  const keeper = createCli(system.url)
  expect(await keeper.run(['login', '--with-key'], `${key}\n`)).toMatchObject({ code: 0 })
  expect(await keeper.run(['records', 'pressed', '--limit', '1'])).toMatchObject({ code: 0, out: '{"a":1}\n' })
  expect(await cli.run(['keys', 'revoke', id])).toMatchObject({ code: 0 })
  expect(await keeper.run(['records', 'pressed'])).toMatchObject({ code: 3, err: expect.stringContaining('revoked') })
  expect(await cli.run(['keys', 'revoke', id])).toMatchObject({ code: 4 })
  machine.remove()
  keeper.remove()
})

test('administrators read what is configured and who did what', async () => {
  expect(await cli.json(['pipelines'])).toContainEqual(expect.objectContaining({ name: 'strict', onInvalid: 'reject' }))
  await expect
    .poll(() => cli.json(['audit', '--kind', 'run.start', '--user', 'trader1', '--since', '1h', '--limit', '2']), {
      timeout: 15_000,
    })
    .toContainEqual(expect.objectContaining({ kind: 'run.start', outcome: 'done' }))
})
