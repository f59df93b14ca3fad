import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '@syndicate/stack'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { developer, signIn } from '../acceptance/client.ts'
import { startSignedIn } from './signed-in.ts'
import { createCli, program } from './syndicate.ts'
import { ctrlC, hasTerminals, openShell, openTerminal } from './terminal.ts'

// Each command is a process that has to start, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })

// Without a worker a run stays where it is, until there is one.
const { system, cli } = await startSignedIn({ workers: 0 })
let worker: Promise<unknown> | undefined
const startWorker = () => (worker ??= system.startWorker())
const reading = '{"cpu":12,"mem":134217728,"timestamp":"2026-01-01T00:00:01Z"}\n'

beforeAll(() => {
  mkdirSync(join(cli.folder, 'bin'))
  const command = `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`
  writeFileSync(join(cli.folder, 'bin/syndicate'), command, { mode: 0o755 })
})

test('a run that waits is cancelled, and watching it ends with 5', async () => {
  const [run] = await cli.json<{ runId: string }>(['run', '-', '-p', 'telemetry', '-f', 'ndjson'], reading)
  const { runId } = run!
  const watched = cli.run(['watch', runId])
  expect(await cli.json(['cancel', runId])).toMatchObject([{ runId, state: 'cancelled' }])
  expect(await watched).toMatchObject({ code: 5, out: expect.stringContaining('cancelled') })
  expect(await cli.run(['watch', `${runId.slice(0, -4)}0000`])).toMatchObject({ code: 4, out: '' })
})

describe.skipIf(!hasTerminals)('on a terminal', () => {
  test('somebody who sends the same bytes again is told, without a watch', async () => {
    writeFileSync(join(cli.folder, 'twice.ndjson'), reading)
    const args = ['run', 'twice.ndjson', '-p', 'telemetry', '-d', 'twice']
    const first = (await cli.run(args)).out.trim()
    await cli.run(['cancel', first])
    const second = openTerminal(cli, args)
    expect(await second.ended).toBe(0)
    expect(second.screen).toContain(`same bytes as run ${first}, cancelled, `)
  })

  test('a list shows as much of an id as tells it apart, which the next command takes; a pipe gets all of it', async () => {
    const start = async () =>
      (await cli.run(['run', '-', '-p', 'telemetry', '-d', 'short', '-f', 'ndjson'], reading)).out
    const ids = [(await start()).trim(), (await start()).trim()].toReversed()
    const shown = openTerminal(cli, ['runs', '--mine', '--dataset', 'short'], 120)
    expect(await shown.ended).toBe(0)
    const short = Array.from(shown.screen.matchAll(/^([0-9a-f-]{13,}) +accepted/gm), ([, id]) => id!)
    expect(short.map((id, index) => ids[index]!.startsWith(id) && id.length < 36)).toEqual([true, true])
    expect((await cli.run(['runs', '--dataset', 'short'])).out).toContain(ids[0])
    expect(await cli.json(['runs', 'show', short[1]!])).toMatchObject([{ runId: ids[1] }])
    expect(await cli.json(['cancel', 'last'])).toMatchObject([{ runId: ids[0], state: 'cancelled' }])
    const ambiguous = await cli.run(['runs', 'show', ids[0]!.slice(0, 8)])
    expect(ambiguous).toMatchObject({ code: 1, out: '', err: expect.stringContaining('Write more of the id.') })
    for (const id of ids) expect(ambiguous.err).toContain(id)
  })

  test('--web opens the page in the browser there is, and says where it is when there is none', async () => {
    const browser = join(cli.folder, 'bin/browser')
    writeFileSync(browser, `#!/bin/sh\nprintf %s "$1" > "$0.opened"\n`, { mode: 0o755 })
    const address = `${system.url}/datasets/a`
    const withBrowser = { ...cli, env: { ...cli.env, BROWSER: browser } }
    const opened = openTerminal(withBrowser, ['datasets', 'show', 'a', '--web'], 120)
    expect(await opened.ended).toBe(0)
    expect([readFileSync(`${browser}.opened`, 'utf8'), opened.screen.trim()]).toEqual([address, `Opened ${address}`])
    const none = openTerminal(
      { ...cli, env: { ...cli.env, BROWSER: '/nowhere/browser' } },
      ['datasets', 'show', 'a', '--web'],
      120,
    )
    expect([await none.ended, none.screen.trim()]).toEqual([0, address])
  })

  test('a password is asked for and never shown, and Ctrl-C leaves nothing behind', async () => {
    const other = createCli(system.url)
    const given = openTerminal(other, ['login'])
    await given.shows('User name')
    given.type(`${developer.username}\r`)
    await given.shows('Password for trader1')
    given.type(ctrlC)
    expect(await given.ended).toBe(130)
    expect(await other.run(['whoami'])).toMatchObject({ code: 3 })

    const signedIn = openTerminal(other, ['login', '--username', developer.username])
    await signedIn.shows('Password for trader1')
    signedIn.type(`${developer.password}\r`)
    expect(await signedIn.ended).toBe(0)
    expect(signedIn.screen).toContain('Signed in to')
    expect(signedIn.screen).not.toContain(developer.password)
    expect(await other.run(['whoami'])).toMatchObject({ code: 0 })
    other.remove()
  })

  test('a new password is typed twice', async () => {
    const create = openTerminal(cli, ['users', 'create', 'typed', '--role', 'viewer'])
    await create.shows('Password for typed')
    create.type('one good password\r')
    await create.shows('Again')
    create.type('another good password\r')
    expect(await create.ended).toBe(2)
    expect(create.screen).toContain('The two differ')
  })

  test('Ctrl-C stops watching and not the run; the bar fits the terminal and is gone in the end', async () => {
    writeFileSync(join(cli.folder, 'many.ndjson'), reading.repeat(20_000))
    const first = openTerminal(cli, ['run', 'many.ndjson', '--pipeline', 'telemetry', '--watch'], 50)
    await first.shows(/upload +\[█+\] 100 %/)
    await first.shows(/stages .*accepted/)
    first.type(ctrlC)
    expect(await first.ended).toBe(130)
    const id = /Run ([0-9a-f-]{36})/.exec(first.screen)![1]!
    expect(first.screen).toContain('the run goes on')
    expect(first.screen).toContain(`syndicate watch ${id}`)
    expect(await cli.json(['runs', 'show', id])).toMatchObject([{ state: 'accepted' }])

    const second = openTerminal(cli, ['watch', id], 50)
    await second.shows(/stages .*accepted/)
    await startWorker()
    expect(await second.ended).toBe(0)
    expect(second.screen).toMatch(/\[█+░*\] +\d+ %/)
    const lines = second.screen.split('\r\u001B[K')
    expect(lines.at(-1)).toMatch(/^[^█]*published[^█]*20,000 loaded[^█]*$/)
    const drawn = lines.filter((line) => line.startsWith('stages'))
    for (const line of drawn) expect(line.split('\n')[0]!.length).toBeLessThan(50)
  })

  test('tables fit, in colours that NO_COLOR and --no-color leave out', async () => {
    const coloured = openTerminal(cli, ['users'], 60)
    expect(await coloured.ended).toBe(0)
    expect(coloured.screen).toContain('\u001B[1mUSER')
    const plain = openTerminal({ ...cli, env: { ...cli.env, NO_COLOR: '1' } }, ['users'])
    const also = openTerminal(cli, ['users', '--no-color'])
    expect([await plain.ended, await also.ended]).toEqual([0, 0])
    expect(plain.screen + also.screen).not.toContain('\u001B[')
  })
})

describe.skipIf(!hasTerminals)('in a shell', () => {
  const start = `PATH="$PWD/bin:$PATH"`

  test('the exit code and nothing but data come out, also into a pipe that closes early', async () => {
    await startWorker()
    const user = await signIn(system.url)
    // Far more than a pipe holds, so that whoever writes on is told.
    await user.ingest({ pipeline: 'telemetry', format: 'ndjson', dataset: 'long' }, reading.repeat(20_000))
    const piped = `syndicate records long | head -n1 | grep -c '^{"cpu"'; echo "\${PIPESTATUS[0]}"`
    const shell = openShell(cli, `${start}; ${piped}; syndicate runs show x >out 2>err; echo "$?,$(wc -c <out)"`)
    expect(await shell.ended).toBe(0)
    expect(shell.screen.trim().split(/\r?\n/)).toEqual(['1', '0', '4,0'])
  })

  test('a refusal does not wait for what a producer would still say', async () => {
    const shell = openShell(
      cli,
      `${start}; syndicate run - --pipeline telemetri < <(echo x; sleep 60); echo "ended $?"`,
    )
    await shell.shows('ended')
    shell.close()
    expect(shell.screen).toContain('ended 4')
  })

  test('completion knows commands, options, choices and the names at the server', async () => {
    const complete = (line: string) =>
      `COMP_LINE='${line}'; COMP_POINT=\${#COMP_LINE}; COMP_WORDS=(${line.replace(/ $/, " ''")}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _syndicate_completion; echo "> \${COMPREPLY[*]}"`
    const lines = [
      'syndicate qua',
      'syndicate quarantine re',
      'syndicate run --pip',
      'syndicate run --pipeline tele',
      'syndicate runs --state publ',
      'syndicate pipelines show tele',
      'syndicate completion ',
    ]
    const shell = openShell(
      cli,
      [start, 'set -e', 'source <(syndicate completion bash)', ...lines.map(complete)].join('\n'),
    )
    expect(await shell.ended).toBe(0)
    expect(shell.screen.trim().split(/\r?\n/)).toEqual([
      '> quarantine',
      '> replay',
      '> --pipeline',
      '> telemetry',
      '> published',
      '> telemetry',
      '> bash zsh fish',
    ])
  })
})

describe('trouble is told in codes', () => {
  test('2 for what is no use of the command, with the nearest name', async () => {
    const [command, group, option] = await Promise.all([
      cli.run(['rnus']),
      cli.run(['quarantine', 'repaly']),
      cli.run(['runs', '--limit', 'many', '--json']),
    ])
    expect(command).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Did you mean runs?') })
    expect(group).toMatchObject({ code: 2, out: '', err: expect.stringContaining('syndicate quarantine replay') })
    expect(option).toMatchObject({ code: 2, out: '' })
    expect(JSON.parse(option.err)).toMatchObject({ error: { code: 'wrong-use' } })
  })

  test('7 for a server that is away; the doctor says what to do', async () => {
    const url = `http://127.0.0.1:${await freePort()}`
    const away = createCli(url, { SYNDICATE_KEY: `syn_${'0'.repeat(32)}_${'x'.repeat(43)}` })
    const [runs, doctor, well, unknown] = await Promise.all([
      away.run(['runs']),
      away.run(['doctor']),
      cli.run(['doctor']),
      cli.run(['doctor', '--key', away.env['SYNDICATE_KEY']!, '--json']),
    ])
    expect(runs).toMatchObject({ code: 7, out: '', err: expect.stringContaining('ECONNREFUSED') })
    expect(doctor).toMatchObject({ code: 7, out: expect.stringContaining(`✗ server       ${url} cannot be reached`) })
    expect(
      well.out
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/ +/, 2).join(' ')),
    ).toEqual([
      ...['node', 'server', 'version', 'postgresql', 'redis', 'clock', 'credentials', 'websocket'].map(
        (name) => `✓ ${name}`,
      ),
      // Services of tests trade safety for speed.
      ...['! postgres-durability', '! redis-persistence'].flatMap((line) => [
        line,
        expect.stringMatching(/^ /) as string,
      ]),
      '✓ system',
    ])
    expect(well).toMatchObject({ code: 0, err: '' })
    expect(unknown.code).toBe(3)
    expect(
      unknown.out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as object)
        .at(-1),
    ).toMatchObject({ name: 'credentials', ok: false })
    away.remove()
  })

  test('1 for a system that is not well, though the server answers', async () => {
    const { out: key } = await cli.run(['keys', 'issue', 'a monitor', '--scope', 'administer'])
    const env = { SMTP_URL: `smtp://127.0.0.1:${await freePort()}`, MAIL_FROM: 'etl@example.org' }
    const url = await system.startGateway(undefined, env)
    const { code, out } = await cli.run(['doctor', '--url', url, '--key', key.trim(), '--json'])
    const findings = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: string })
    expect(code).toBe(1)
    expect(findings.find(({ name }) => name === 'mail')).toMatchObject({
      ok: false,
      advice: expect.stringContaining('SMTP_URL'),
    })
    // Which nobody has been told of.
    expect(findings.find(({ name }) => name === 'gateways')).toMatchObject({
      ok: true,
      warning: true,
      found: expect.stringContaining('2 gateways live'),
    })
    await system.stopGateway(url)
  })
})
