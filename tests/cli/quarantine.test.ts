import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { QuarantineDryRun, Run } from '@syndicate/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signIn as signInByHttp, type Client } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { signIn } from './signed-in.ts'
import { createCli } from './syndicate.ts'
import { hasTerminals, openTerminal } from './terminal.ts'

const pipelines = `
  orders:
    format: csv
    schema: order
    steps:
      - cast: { qty: integer, price: number }
`
const schemas = `
  order:
    type: object
    required: [item, qty, price]
    properties: { item: { type: string }, qty: { type: integer }, price: { type: number, minimum: 0 } }
`
/** What came on a Monday: five rows will not do, of two fields. */
const monday = 'item,qty,price\nnut,1,2\nbolt,3 pcs,4\nscrew,n/a,5\nnail,3 pcs,6\npin,2,free\nclip,9,-1\n'

const system = await startSystem({ workers: 1, config: { pipelines, schemas } })
const cli = createCli(system.url)
let user: Client

beforeAll(async () => {
  user = await signInByHttp(system.url)
  await signIn(cli)
})
afterAll(async () => {
  cli.remove()
  await system.stop()
})

async function ingest(dataset: string): Promise<Run> {
  const run = await user.ingest({ pipeline: 'orders', dataset }, monday)
  expect(run.counts).toMatchObject({ in: 6, loaded: 1, quarantined: 5 })
  return run
}

describe.runIf(hasTerminals)('in a terminal', () => {
  async function shownBy(args: string[], columns = 120): Promise<string> {
    const terminal = openTerminal(cli, args, columns)
    expect(await terminal.ended).toBe(0)
    return stripVTControlCharacters(terminal.screen).replaceAll('\r\n', '\n')
  }

  test('five rows are found by field, and mended by one command a field, which says how it ended', async () => {
    await ingest('monday')
    const groups = await shownBy(['quarantine', '--group', 'reason', '--dataset', 'monday'])
    expect(groups).toMatch(/^ +3 +qty +"3 pcs", "n\/a" +"qty" is no integer: …$/m)
    expect(groups).toMatch(/^ +1 +price +"free" +"price" is no number: …$/m)
    const list = await shownBy(['quarantine', '--dataset', 'monday', '--field', 'qty'], 160)
    expect(list).toMatch(/^FIELD +VALUE +RECORD/m)
    expect(list).toMatch(/^qty +n\/a +[0-9a-f-]{36}/m)

    const qty = await shownBy(['quarantine', 'replay', '--dataset', 'monday', '--field', 'qty', '--set', '/qty=3'])
    expect(qty).toMatch(/3 records on their way[^]*state +published[^]*3 loaded/)
    // What is fine, and what another field is wrong of, was not touched.
    const price = await shownBy([
      'quarantine',
      'replay',
      '--dataset',
      'monday',
      '--field',
      'price',
      '--set',
      '/price=-2',
    ])
    expect(price).toMatch(/2 in quarantine[^]*price must be >= 0/)
    expect((await user.records<{ item: string }>('monday')).map(({ item }) => item)).toEqual([
      'nut',
      'bolt',
      'screw',
      'nail',
    ])
    const ids = await shownBy(['quarantine', 'replay', '--dataset', 'monday', '--set', '/price=1', '--no-wait'])
    expect(ids).toMatch(/^[0-9a-f-]{36}\n2 records on their way/)
    await user.ended(ids.slice(0, 36))
    expect(await user.quarantine('dataset=monday&state=open')).toEqual([])
  })
})

test('a search finds what a replay and a discard then take; a dry run names each record', async () => {
  await ingest('searched')
  const only = ['--dataset', 'searched', '--search', '3 PCS']
  expect(await cli.json(['quarantine', ...only])).toHaveLength(2)
  const because = ['--dataset', 'searched', '--because', '"qty" is no integer: …']
  expect(await cli.json(['quarantine', ...because])).toHaveLength(3)
  const [dry] = await cli.json<QuarantineDryRun>(['quarantine', 'replay', ...only, '--set', '/qty=3', '--dry-run'])
  expect(dry!.records).toMatchObject([
    { line: 3, outcome: 'pass', changes: [{ field: 'qty', before: '"3 pcs"', after: '3' }] },
    { line: 5, outcome: 'pass', changes: [{ field: 'qty', before: '"3 pcs"', after: '3' }] },
  ])
  const told = await cli.run(['quarantine', 'replay', ...because, '--set', '/qty=many', '--dry-run', '--limit', '2'])
  expect(told.out).toMatch(/^ +3 +refused +[0-9a-f-]{36} +qty: "3 pcs" → "many"; "qty" is no integer: "many"/m)
  expect(told.out).toContain('The first 2 records; --limit names more.')
  expect(await cli.json(['quarantine', 'discard', ...only])).toMatchObject([{ discarded: 2 }])
})

test('a sheet is written, mended, tried and sent back', async () => {
  await ingest('sheet')
  const { code, out } = await cli.run(['quarantine', 'sheet', '--dataset', 'sheet'])
  expect(code).toBe(0)
  const file = join(cli.folder, 'refused.csv')
  writeFileSync(file, out.replaceAll('3 pcs,', '3,').replace(',free', ',7'))
  const [dry] = await cli.json<QuarantineDryRun>(['quarantine', 'mend', 'refused.csv', '--dry-run'])
  expect(dry).toMatchObject({ wouldPass: 3, notReplayable: [{ reason: 'unchanged', count: 2 }] })
  const [run] = await cli.json<Run>(['quarantine', 'mend', 'refused.csv', '--watch'])
  expect(run).toMatchObject({ state: 'published', counts: { in: 3, loaded: 3 } })
  expect(await cli.run(['quarantine', 'mend', 'refused.csv'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('3 records were replayed already'),
  })
  expect(readFileSync(file, 'utf8')).toContain('-1')
  expect(await cli.run(['quarantine', 'mend', 'nothing.csv'])).toMatchObject({ code: 2 })
  writeFileSync(file, 'x'.repeat(4 * 1024 * 1024 + 1))
  expect(await cli.run(['quarantine', 'mend', 'refused.csv'])).toMatchObject({ code: 2 })
})

test('runs are marked as dealt with, and that is taken back', async () => {
  const { runId } = await ingest('dealt')
  const attention = ['runs', '--dataset', 'dealt', '--dealt-with', 'false']
  expect(await cli.json(attention)).toMatchObject([{ runId }])
  expect(await cli.json(['runs', 'deal-with', runId])).toEqual([{ marked: 1, left: 0, more: false }])
  expect(await cli.json(attention)).toEqual([])
  expect((await cli.run(['runs', 'show', runId])).out).toMatch(/^dealt with .* by trader1$/m)
  expect((await cli.run(['runs', 'deal-with', '--dataset', 'dealt', '--undo'])).out).toBe('1 want attention again\n')
  expect(await cli.json(attention)).toMatchObject([{ runId }])
  expect(await cli.run(['runs', 'deal-with'])).toMatchObject({ code: 2 })
})
