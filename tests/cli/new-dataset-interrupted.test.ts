import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Run } from '@syndicate/contracts'
import { describe, expect, test, vi } from 'vitest'
import { startSignedIn } from './signed-in.ts'
import { program } from './syndicate.ts'
import { ctrlC, hasTerminals, openShell, openTerminal } from './terminal.ts'

// Each command on a terminal is a process that has to start, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })

const { cli } = await startSignedIn({ workers: 1 })
const put = (name: string, text: string) => writeFileSync(join(cli.folder, name), text)
const shownBy = ({ screen }: { screen: string }) => stripVTControlCharacters(screen)
const isThere = async (pipeline: string) => (await cli.run(['pipelines', 'show', pipeline])).code === 0
const aFile = (name: string) => put(`${name}.csv`, 'n,at\n1,2026-01-31\n2,2026-02-01\n')
/** A program that edits, as somebody has it. */
const withEditor = (name: string, ...lines: string[]) => {
  put(name, `#!/bin/sh\n${lines.join('\n')}\n`)
  chmodSync(join(cli.folder, name), 0o755)
  return { ...cli, env: { ...cli.env, VISUAL: '', EDITOR: `./${name}` } }
}

describe.skipIf(!hasTerminals)('on a terminal', () => {
  test('what a preview refuses may be edited again, and the format that was agreed to is the one that counts', async () => {
    put('lines.ndjson', '{"n":1}\n{"n":2}\n{"n":3}\n')
    // Nothing that can be read at first.
    const home = withEditor(
      'reformat',
      'if grep -q cbor "$1"; then exec sed -i s/cbor/json/ "$1"; fi',
      'sed -i s/ndjson/cbor/ "$1"',
      'echo "steps: [{ filter: n > 1.0 }]" >> "$1"',
    )
    const run = openTerminal(home, ['run', 'lines.ndjson'], 200)
    await run.shows('[Y/n/e]')
    run.type('e\r')
    await run.shows('Edit it again?')
    run.type('y\r')
    await run.shows(/left out by a filter[^]*Create pipeline/)
    expect(shownBy(run)).toContain('2 of 3 records would be stored, 1 left out by a filter')
    run.type('y\r')
    expect(await run.ended).toBe(0)
    expect(await cli.json<Run>(['runs', '--pipeline', 'lines'])).toMatchObject([{ format: 'json' }])
  })

  test('Ctrl-C in the editor is for the editor', async () => {
    aFile('interrupted')
    const home = withEditor('patient', "trap 'echo caught' INT", 'echo editing', 'until read -r line; do :; done')
    const run = openTerminal(home, ['run', 'interrupted.csv'], 200)
    await run.shows('[Y/n/e]')
    run.type('e\r')
    await run.shows('editing')
    run.type(ctrlC)
    await run.shows('caught')
    run.type('done\r')
    await run.shows(/caught[^]*Create pipeline/)
    run.type(ctrlC)
    expect(await run.ended).toBe(130)
  })

  test('Ctrl-C tells of the pipeline that was made before', async () => {
    put('long.csv', `n,text\n${Array.from({ length: 60_000 }, (_, row) => `${row},${'x'.repeat(80)}\n`).join('')}`)
    const stalled = "(trap '' INT; cat long.csv; exec sleep 30)"
    const run = openShell(cli, `${stalled} | ${process.execPath} ${program} run - --yes --name stalled`)
    await run.shows('upload')
    run.type(ctrlC)
    await run.shows('Pipeline stalled was made.')
    expect(await isThere('stalled')).toBe(true)
    run.close()
  })
})
