import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Run } from '@syndicate/contracts'
import { beforeAll, describe, expect, test } from 'vitest'
import { startSignedIn } from './signed-in.ts'
import { createCli } from './syndicate.ts'

const { system, cli } = await startSignedIn({ workers: 1 })
const records = '{"id":1}\n{"id":2}\n{"id":3}\n'
const ids: string[] = []

beforeAll(async () => {
  writeFileSync(join(cli.folder, 'three.ndjson'), records)
  for (const dataset of ['one', 'two', 'three'])
    ids.unshift(
      (await cli.json<Run>(['run', 'three.ndjson', '-p', 'records', '-f', 'ndjson', '-d', dataset, '--strict']))[0]!
        .runId,
    )
})

describe('any route', () => {
  test('is read, with fields in its query, as it answers', async () => {
    const { code, out } = await cli.run(['api', 'runs', '-F', 'limit=1', '--method', 'GET'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ runs: [{ runId: ids[0] }], next: ids[0] })
    const csv = await cli.run(['api', '/api/registry/one/records?version=1', '-H', 'accept: text/csv'])
    expect(csv).toEqual({ code: 0, out: 'id\r\n1\r\n2\r\n3\r\n', err: '' })
    const time = await cli.run(['api', `runs?since=2026-01-01T00:00:00Z&dataset=one`])
    expect(JSON.parse(time.out)).toMatchObject({ runs: [{ dataset: 'one' }] })
  })

  test('is read page by page, each a line', async () => {
    const { out } = await cli.run(['api', 'runs', '-F', 'limit=1', '--paginate'])
    const pages = out.trimEnd().split('\n')
    expect(pages.flatMap((page) => (JSON.parse(page) as { runs: Run[] }).runs.map(({ runId }) => runId))).toEqual(ids)
    const all = await cli.run(['api', 'registry/one/records?limit=2', '--paginate'])
    expect(all.out).toBe(records)
  })

  test('takes a body of fields, of a file or of a pipe, with the session’s token', async () => {
    const tried = await cli.run(['api', 'runs/replay', '-F', `ids=["${ids[0]}"]`, '-F', 'dryRun=true'])
    expect([tried.code, JSON.parse(tried.out)]).toMatchObject([0, { matched: 1 }])
    const body = JSON.stringify({ dataType: 'JSON', payload: [{ id: 4 }], dataset: 'one' })
    writeFileSync(join(cli.folder, 'start.json'), body)
    for (const input of ['start.json', '-']) {
      const started = await cli.run(['api', 'etl/start', '--input', input], input === '-' ? body : '')
      expect([started.code, JSON.parse(started.out)]).toMatchObject([0, { dataset: 'one' }])
    }
    const uploaded = await cli.run([
      'api',
      'etl/upload?pipeline=records&format=ndjson&dataset=one',
      '--input',
      'three.ndjson',
      '-H',
      'content-type: text/plain',
    ])
    expect(uploaded).toMatchObject({ code: 0 })
    const deleted = await cli.run(['api', `/api/keys/${ids[0]}`, '-X', 'DELETE'])
    expect(deleted).toMatchObject({ code: 4, err: expect.stringContaining('syndicate keys') })
  })

  test('that refuses is explained like anywhere else, also to programs', async () => {
    expect(await cli.run(['api', 'runs/nothing'])).toMatchObject({
      code: 4,
      err: expect.stringContaining('There is no run'),
    })
    expect(await cli.run(['api', 'etl/start', '-F', 'a=1', '--json'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('"code":"validation-failed"'),
    })
    expect(await cli.run(['api', 'nowhere'])).toMatchObject({ code: 4 })
  })

  test.each([
    [['https://elsewhere.example/api/runs'], 'is no path at'],
    [['runs', '--paginate', '-X', 'POST'], 'comes in pages'],
    [['runs', '--input', 'three.ndjson', '-X', 'GET'], 'takes no body'],
    [['runs', '--input', 'missing.json'], 'cannot be read'],
    [['runs', '-F', 'limit'], 'is no field'],
    [['runs/replay', '-F', 'n=12345678901234567890'], 'would not stay'],
    [['/x/..//elsewhere.example/p'], 'is no path at'],
    [['runs', '--columns', 'a'], 'has no columns'],
  ])('is not asked wrongly: %j', async (args, said) => {
    expect(await cli.run(['api', ...args])).toMatchObject({ code: 2, out: '', err: expect.stringContaining(said) })
  })

  test('is asked by nobody who is not signed in', async () => {
    const stranger = createCli(system.url)
    expect(await stranger.run(['api', 'runs'])).toMatchObject({ code: 3 })
    stranger.remove()
  })
})

describe('columns', () => {
  test('come between tabs, of lists and of one thing, or as JSON', async () => {
    const listed = await cli.run(['runs', '--limit', '1', '--dataset', 'two', '--columns', 'runId,state,counts.loaded'])
    expect(listed).toEqual({ code: 0, out: `${ids[1]}\tpublished\t3\n`, err: '' })
    const shown = await cli.run(['runs', 'show', ids[1]!, '--columns', 'dataset, error'])
    expect(shown).toEqual({ code: 0, out: 'two\t\n', err: '' })
    expect(await cli.json(['datasets', '--columns', 'name,head'])).toContainEqual({ name: 'two', head: 1 })
    expect(await cli.run(['runs', '--dataset', 'nowhere', '--columns', 'runId'])).toMatchObject({ code: 0, out: '' })
  })

  test('that are not there are refused, with those that are', async () => {
    const { code, out, err } = await cli.run(['runs', '--columns', 'id'])
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/There is no id\n.*There are: runId, state, .*counts\.loaded/)
  })
})

test.each([
  [['runs', '--web'], () => '/runs'],
  [['runs', '--web', '--state', 'failed', '-q', 'a b'], () => '/runs?q=a+b&state=failed'],
  [['runs', '--web', '--dealt-with', 'false'], () => '/runs?dealtWith=false'],
  [['quarantine', '--web', '--code', 'cast-failed'], () => '/quarantine?code=cast-failed'],
  [['runs', 'show', 'last', '--web'], () => `/runs/${ids[0]}`],
  [['datasets', 'show', 'two', '--web'], () => '/datasets/two'],
  [['pipelines', '--web'], () => '/pipelines'],
  [['pipelines', 'show', 'a b', '--web'], () => '/pipelines/a%20b'],
  [['alerts', '--web'], () => '/alerts'],
])('%j says where in the console that is', async (args, path) => {
  if (args.includes('last')) await cli.run(['runs', '--mine'])
  const expected = args.includes('last')
    ? (await cli.json<Run>(['runs', '--mine', '--limit', '1']))[0]!.runId
    : undefined
  const address = `${system.url}${expected ? `/runs/${expected}` : path()}`
  expect(await cli.run(args)).toEqual({ code: 0, out: `${address}\n`, err: '' })
})
