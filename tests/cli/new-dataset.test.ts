import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { gzipSync } from 'node:zlib'
import type { PipelineChange, PipelineDetail, QuarantinedRecord, Run } from '@syndicate/contracts'
import { describe, expect, test, vi } from 'vitest'
import { developer } from '../acceptance/client.ts'
import { salesCsv } from '../acceptance/sales-csv.ts'
import { startSignedIn } from './signed-in.ts'
import { createCli } from './syndicate.ts'
import { ctrlC, hasTerminals, openTerminal } from './terminal.ts'

// Each command on a terminal is a process that has to start, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })

const { system, cli } = await startSignedIn({ workers: 1 })
const put = (name: string, text: string | Uint8Array) => writeFileSync(join(cli.folder, name), text)
const shownBy = ({ screen }: { screen: string }) => stripVTControlCharacters(screen)
const inOneLine = (text: string) => text.replaceAll(/\s+/g, ' ')
const isThere = async (pipeline: string) => (await cli.run(['pipelines', 'show', pipeline])).code === 0
const aFile = (name: string) => put(`${name}.csv`, 'n,at\n1,2026-01-31\n2,2026-02-01\n')
const refusedAt = [4, 7, 51, 120, 190]
const typed = {
  id: 1,
  customer: 'Customer 1',
  sold: '2026-01-02T00:00:00.000Z',
  amount: 1.5,
  quantity: 2,
}

describe.skipIf(!hasTerminals)('on a terminal', () => {
  test.each([100, 60])(
    'two commands make a typed dataset with five explained refusals of a file, %i wide',
    async (columns) => {
      const name = `sales-${columns}`
      const home = createCli(system.url)
      writeFileSync(join(home.folder, `${name}.csv`), salesCsv)
      const login = openTerminal(home, ['login', '--username', developer.username], columns)
      await login.shows('Password')
      login.type(`${developer.password}\r`)
      expect(await login.ended).toBe(0)

      const run = openTerminal(home, ['run', `${name}.csv`], columns)
      await run.shows('[Y/n/e]')
      const understood = shownBy(run)
      expect(understood).toMatch(/^delimiter +; +Rows have as many cells/m)
      for (const [field, type] of Object.entries({
        id: 'integer',
        customer: 'string',
        sold: 'timestamp',
        amount: 'number',
      }))
        expect(understood).toMatch(new RegExp(`^${field} +${type} +yes +19[89] of 199`, 'm'))
      expect(understood).toMatch(/^ +2 +1 +Customer 1 +2026-01-02T\S+ +1\.5 +2\r$/m)
      expect(understood).toMatch(/^ +4 +3 +Customer 3 +04\.01\.2026 +✗ soon +4\r$/m)
      expect(run.screen).toContain('\u001B[31m✗ soon\u001B[39m')
      expect(understood).toContain('195 of 200 records would be stored, 5 refused')
      expect(inOneLine(understood)).toContain(`Create pipeline and dataset ${name}, and run 200 records?`)
      run.type('\r')
      expect(await run.ended).toBe(0)

      const ended = shownBy(run).slice(understood.length)
      expect(ended).toMatch(/state +published[^]*200 in[^]*195 loaded[^]*5 in quarantine/)
      for (const line of refusedAt) expect(ended).toMatch(new RegExp(`^ +1 .* +${line} +\\S`, 'm'))
      expect(inOneLine(ended)).toContain('"amount" is no number: "soon"')
      expect(ended).toMatch(/`syndicate quarantine --run [0-9a-f-]{36}`/)
      const lines = shownBy(run).split(/\r\n|\r/)
      // What is for people to copy is not broken.
      for (const line of lines.filter((each) => !/[`?]/.test(each))) expect(line.length).toBeLessThanOrEqual(columns)

      expect((await home.json(['records', name]))[0]).toEqual(typed)
      const refused = await home.json<QuarantinedRecord>(['quarantine', '--dataset', name])
      expect(refused.map(({ line }) => line).toSorted((a, b) => a! - b!)).toEqual(refusedAt)
      home.remove()
    },
  )

  test('neither a no nor Ctrl-C leaves anything behind', async () => {
    aFile('undecided')
    const no = openTerminal(cli, ['run', 'undecided.csv'])
    await no.shows('[Y/n/e]')
    no.type('n\r')
    expect(await no.ended).toBe(1)
    expect(shownBy(no)).toContain('Nothing was changed')
    const interrupted = openTerminal(cli, ['run', 'undecided.csv'])
    await interrupted.shows('[Y/n/e]')
    interrupted.type(ctrlC)
    expect(await interrupted.ended).toBe(130)
    expect(await isThere('undecided')).toBe(false)
    expect(await cli.json(['runs', '--pipeline', 'undecided'])).toEqual([])
  })

  test('the definition may be edited, and is tried before anything is made', async () => {
    put('edited.csv', 'part,weight\n1,5\n2,6\nx4,8\n')
    // Nonsense at first, and what was meant as it is opened again.
    const edits =
      's/nonsense/integer/; s/cast: { weight/cast: { part: nonsense, weight/; s/part: { type: string }/part: { type: integer }/'
    put('editor', `#!/bin/sh\nsed -i '${edits}' "$1"\n`)
    chmodSync(join(cli.folder, 'editor'), 0o755)
    const run = openTerminal(
      { ...cli, env: { ...cli.env, VISUAL: '', EDITOR: './editor' } },
      ['run', 'edited.csv'],
      200,
    )
    await run.shows('3 of 3 records would be stored')
    await run.shows('[Y/n/e]')
    run.type('e\r')
    await run.shows('Edit it again?')
    expect(shownBy(run)).toMatch(/edited\.yaml:\d+ steps\[0\]\.cast\.part: expected one of string, .* got "nonsense"/)
    run.type('y\r')
    await run.shows('2 of 3 records would be stored, 1 refused')
    expect(await isThere('edited')).toBe(false)
    await run.shows(/refused[^]*Create pipeline/)
    run.type('y\r')
    expect(await run.ended).toBe(0)
    expect(shownBy(run)).toMatch(/2 loaded\r\n +1 in quarantine/)
  })

  test('another pipeline of that name stays as it is, and may take the file', async () => {
    aFile('mine')
    put('mine.yaml', 'format: csv\nsteps: [{ cast: { n: number } }]\n')
    expect(await cli.run(['pipelines', 'apply', 'mine.yaml'])).toMatchObject({ code: 0 })
    const no = openTerminal(cli, ['run', 'mine.csv'], 200)
    await no.shows('There is a pipeline mine already')
    await no.shows('[N/y]')
    no.type('\r')
    expect(await no.ended).toBe(1)
    expect(shownBy(no)).toContain('~ steps[0].cast.n: "number" → "integer"')
    expect(shownBy(no)).toContain('--name makes another one')
    const yes = openTerminal(cli, ['run', 'mine.csv'])
    await yes.shows('[N/y]')
    yes.type('y\r')
    expect(await yes.ended).toBe(0)
    expect(await cli.json<PipelineDetail>(['pipelines', 'show', 'mine'])).toMatchObject([{ version: 1 }])
    expect(await cli.json(['records', 'mine'])).toEqual([
      { n: 1, at: '2026-01-31' },
      { n: 2, at: '2026-02-01' },
    ])
  })
})

describe('in a script', () => {
  test('--yes makes it, and the same file again is another run of what is there', async () => {
    aFile('nightly')
    const first = await cli.run(['run', 'nightly.csv', '--yes'])
    expect(first).toMatchObject({ code: 0, out: expect.stringMatching(/^run .*\nstate +published/) })
    expect(first.err).toContain('2 of 2 records would be stored')
    const [again] = await cli.json<Run>(['run', 'nightly.csv', '--yes'])
    expect(again).toMatchObject({ state: 'published', pipeline: 'nightly', version: 2 })
    expect(await cli.json<PipelineDetail>(['pipelines', 'show', 'nightly'])).toMatchObject([{ version: 1 }])
  })

  test('without it, and without a terminal, nothing is made', async () => {
    aFile('silent')
    const told = await cli.run(['run', 'silent.csv'])
    expect(told).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--yes says yes.') })
    expect(await isThere('silent')).toBe(false)
  })

  test('--dry-run shows, and changes nothing; programs have all of it', async () => {
    aFile('looked')
    const shown = await cli.run(['run', 'looked.csv', '--dry-run'])
    expect(shown).toMatchObject({ code: 0, out: expect.stringMatching(/^n +integer +yes +2 of 2/m) })
    expect(shown.out).toContain('Pipeline looked and dataset looked would be created')
    const [json] = await cli.json<{ change: PipelineChange; dataset: string }>([
      'run',
      'looked.csv',
      '-n',
      '--mode',
      'replace',
    ])
    expect(json).toMatchObject({
      change: { name: 'looked', change: 'created' },
      dataset: 'looked',
      definition: { mode: 'replace', steps: [{ cast: { n: 'integer', at: 'timestamp' } }] },
      inference: { records: 2, complete: true },
    })
    expect(await isThere('looked')).toBe(false)
  })

  test('names, modes and how it is read are as they are said', async () => {
    put('odd.csv', 'Title\n1|2\n')
    const args = ['--name', 'even', '--dataset', 'numbers', '--mode', 'replace', '--skip', '1', '--delimiter', '|']
    const [run] = await cli.json<Run>(['run', 'odd.csv', '-y', ...args, '--header', 'a,b', '--trim'])
    expect(run).toMatchObject({ pipeline: 'even', dataset: 'numbers', counts: { loaded: 1 } })
    expect(await cli.json(['records', 'numbers'])).toEqual([{ a: 1, b: 2 }])
    const [{ definition } = {} as PipelineDetail] = await cli.json<PipelineDetail>(['pipelines', 'show', 'even'])
    expect(definition).toMatchObject({ mode: 'replace', delimiter: '|', header: ['a', 'b'], skip: 1, trim: true })
    expect(await cli.run(['run', 'odd.csv', '-n', '--pipeline', 'even'])).toMatchObject({ code: 2, out: '' })
  })

  test('refusals are told by reason, for programs as well, and --strict minds them', async () => {
    put('many.csv', `n\n${Array.from({ length: 4000 }, (_, row) => `${row % 30 === 0 ? `x${row}` : row}\n`).join('')}`)
    const strict = await cli.run(['run', 'many.csv', '--yes', '--strict'])
    expect(strict.code).toBe(6)
    const failed = await cli.run(['run', 'many.csv', '--yes', '--strict', '--json'])
    const [told] = failed.out.split('\n').map((line) => JSON.parse(line || 'null') as Run | null)
    expect(JSON.parse(failed.err)).toMatchObject({ error: { runId: told!.runId } })
    expect(strict.out).toMatch(/^ +134  n +cast-failed +2  "n" is no integer: "x0".*\n +32 .*\n +62 .*\n$/m)
    const [json] = await cli.json<Run & { refusals: { groups: unknown[]; records: unknown[] } }>([
      'run',
      'many.csv',
      '-y',
    ])
    expect(json!.refusals).toMatchObject({ groups: [{ code: 'cast-failed', field: 'n', count: 134 }], counted: true })
    expect(json!.refusals.records).toHaveLength(100)
  })

  test.each([
    ['UTF-16', Buffer.from(`\ufeffn,text\n${'1,é a\n'.repeat(60_000)}`, 'utf16le'), /records would be stored$/m],
    ['lines that end with CR', `n,text\r${'1,abcdefgh\r'.repeat(60_000)}`, /records would be stored$/m],
    [
      'a record longer than what is tried',
      `{"text":"${'x'.repeat(600_000)}"}\n{"text":"y"}\n`,
      /^2 of 2 records would be stored$/m,
    ],
  ])('what is larger than what is tried is understood: %s', async (what, bytes, told) => {
    const file = `${what.replaceAll(/\W/g, '-').toLowerCase()}.csv`
    put(file, bytes)
    expect(await cli.run(['run', file, '-n'])).toMatchObject({ code: 0, out: expect.stringMatching(told) })
  })

  test('a dataset that is there is not told as one to be made', async () => {
    aFile('orphan')
    await cli.json(['run', 'orphan.csv', '--yes'])
    expect(await cli.run(['pipelines', 'remove', 'orphan', '--yes'])).toMatchObject({ code: 0 })
    const { out } = await cli.run(['run', 'orphan.csv', '-n'])
    expect(out).toContain('Pipeline orphan would be created for dataset orphan, which is there.')
  })

  test('what is packed, and what comes in a pipe, has a name', async () => {
    put('packed.csv.gz', gzipSync(salesCsv))
    const [packed] = await cli.json<Run>(['run', 'packed.csv.gz', '--yes'])
    expect(packed).toMatchObject({ dataset: 'packed', counts: { in: 200, loaded: 195 } })
    expect(await cli.run(['run', '-', '--yes'], salesCsv)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--name says what the dataset is called'),
    })
    // Longer than what is looked at, so that the rest is still in the pipe.
    const long = `n,text\n${Array.from({ length: 60_000 }, (_, row) => `${row},${'x'.repeat(80)}\n`).join('')}`
    const [piped] = await cli.json<Run>(['run', '-', '--yes', '--name', 'piped'], long)
    expect(piped).toMatchObject({ dataset: 'piped', bytes: long.length, counts: { in: 60_000, loaded: 60_000 } })
  })

  test('what is not as its name says is refused in words, and made nothing of', async () => {
    put('zip.csv', 'PK\u0003\u0004 and more')
    put('plain.csv.gz', 'n\n1\n')
    put('empty.csv', '')
    const told = await Promise.all(
      ['zip.csv', 'plain.csv.gz', 'empty.csv'].map((file) => cli.run(['run', file, '--yes'])),
    )
    const words = ['This is a ZIP archive', 'plain.csv.gz is no gzip', 'There is nothing in empty.csv']
    expect(told).toEqual(words.map((each) => ({ code: 2, out: '', err: expect.stringContaining(each) })))
    expect(await isThere('zip')).toBe(false)
  })

  test('a name that is taken is told with what to do', async () => {
    aFile('taken')
    expect(await cli.run(['run', 'taken.csv', '-p', 'records', '-d', 'taken', '--strict'])).toMatchObject({ code: 0 })
    expect(await cli.run(['run', 'taken.csv', '--yes'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(
        /There is a dataset taken already, of the pipeline records\n.*--pipeline records --dataset taken/,
      ),
    })
    put('other.yaml', 'format: csv\n')
    await cli.run(['pipelines', 'apply', 'other.yaml'])
    const other = await cli.run(['run', 'taken.csv', '--yes', '--name', 'other'])
    expect(other).toMatchObject({ code: 2, err: expect.stringContaining('There is a pipeline other already') })
    expect(await cli.run(['run', 'taken.csv', '--yes', '--name', 'No Name'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('expected a name of lower case letters'),
    })
  })
})
