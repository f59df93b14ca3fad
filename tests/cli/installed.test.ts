import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import type { Run } from '@syndicate/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { developer } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { createCli, type Outcome } from './syndicate.ts'

const root = resolve(import.meta.dirname, '../..')
const system = await startSystem({ workers: 1 })
const prefix = mkdtempSync(join(tmpdir(), 'syndicate-installed-'))
const cli = createCli(system.url)
let env: NodeJS.ProcessEnv

/** The machine's own Node and npm, without what a script of this project finds first. */
function plain({ PATH = '', ...inherited }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(inherited).filter(([name]) => !/^(npm|pnpm|node)_/i.test(name))
  const folders = PATH.split(delimiter).filter((folder) => !folder.includes('node_modules'))
  return { ...Object.fromEntries(kept), PATH: folders.join(delimiter) }
}

function syndicate(args: string[], stdin = ''): Promise<Outcome> {
  return new Promise((settle) => {
    const child = execFile(join(prefix, 'bin/syndicate'), args, { cwd: cli.folder, env }, (error, out, err) =>
      settle({ code: error ? Number(error.code) : 0, out, err }),
    )
    child.stdin!.end(stdin)
  })
}

beforeAll(() => {
  env = { ...plain(cli.env), XDG_CACHE_HOME: join(cli.folder, '.cache') }
  const packed = execFileSync(process.execPath, [join(root, 'scripts/pack-cli.ts'), prefix], { encoding: 'utf8' })
  // A registry that nobody answers at: whatever it needs has to be in it.
  const options = [
    '--prefix',
    prefix,
    '--offline',
    '--registry',
    'http://127.0.0.1:9',
    '--cache',
    join(prefix, 'cache'),
  ]
  execFileSync('npm', ['install', '--global', ...options, packed.trim()], { cwd: cli.folder, env })
}, 120_000)
afterAll(async () => {
  rmSync(prefix, { recursive: true })
  cli.remove()
  await system.stop()
})

test('the packed command runs on the Node that a machine has, from any folder, with nothing else installed', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'apps/cli/package.json'), 'utf8')) as { version: string }
  expect(await syndicate(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' })

  const { username, password } = developer
  expect(await syndicate(['login', '--username', username, '--password-stdin'], password)).toMatchObject({ code: 0 })
  // Without sockets events come by long polling.
  expect(await syndicate(['doctor'])).toMatchObject({ code: 0, out: expect.stringContaining('websocket') })

  writeFileSync(join(cli.folder, 'a.ndjson'), '{"cpu":12,"mem":1,"timestamp":"2026-01-01T00:00:01Z"}\n{"cpu":"hot"}\n')
  const sent = await syndicate(['run', 'a.ndjson', '-p', 'telemetry', '-d', 'installed', '--watch', '--json'])
  expect(sent).toMatchObject({ code: 0 })
  const run = JSON.parse(sent.out) as Run
  expect(run).toMatchObject({ state: 'published', counts: { in: 2, loaded: 1, quarantined: 1 } })

  const listed = await syndicate(['runs', '--dataset', 'installed', '--json'])
  expect(listed.out.split('\n', 1).map((line) => (JSON.parse(line) as Run).runId)).toEqual([run.runId])
  // What is said at length groups what was refused.
  expect(await syndicate(['quarantine', '--group', '--run', run.runId])).toMatchObject({ code: 0 })
})

test('what few commands load is in it as well: definitions, YAML, prompts and completions', async () => {
  writeFileSync(join(cli.folder, 'sales.csv'), 'id;sold;price\n1;31.01.2026;12,50\n2;01.02.2026;8,00\n')
  expect(await syndicate(['run', 'sales.csv', '--yes', '--json'])).toMatchObject({ code: 0 })
  expect(await syndicate(['pipelines', 'show', 'sales', '--yaml'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('format: csv'),
  })
  writeFileSync(join(cli.folder, 'mine.yaml'), 'format: json\n')
  expect(await syndicate(['pipelines', 'apply', 'mine.yaml'])).toMatchObject({ code: 0 })
  expect(await syndicate(['completion', 'bash'])).toMatchObject({ code: 0, out: expect.stringContaining('COMP_CWORD') })
})

test('it says whose work it has in it', () => {
  const notices = readFileSync(join(prefix, 'lib/node_modules/syndicate-cli/LICENSES-OF-OTHERS.txt'), 'utf8')
  for (const name of ['commander', 'yaml', 'ajv']) expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'))
  expect(notices).toContain('Copyright (c) 2011 TJ Holowaychuk')
})
