import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Run } from '@syndicate/contracts'
import { beforeAll, describe, expect, test } from 'vitest'
import { signIn as signInByHttp, type Client } from '../acceptance/client.ts'
import { startSignedIn } from './signed-in.ts'

const { system, cli } = await startSignedIn({
  workers: 1,
  config: { pipelines: 'strict:\n  format: ndjson\n  onInvalid: reject\n' },
})

const good = '{"cpu":12,"mem":134217728,"timestamp":"2026-01-01T00:00:01Z"}\n'
const bad = '{"cpu":"hot","mem":134217728,"timestamp":"2026-01-01T00:00:02Z"}\n'
const nobody = '019b7c1e-5a00-7000-8000-0123456789ab'

let user: Client
const ingest = (dataset: string, text: string) =>
  user.ingest({ pipeline: 'telemetry', format: 'ndjson', dataset }, text)

beforeAll(async () => {
  user = await signInByHttp(system.url)
  writeFileSync(join(cli.folder, 'readings.ndjson'), good + bad)
  writeFileSync(join(cli.folder, 'readings.jsonl.gz'), gzipSync(good.repeat(3)))
})

describe('a run', () => {
  test('on a file is watched to its books; --strict minds what is in quarantine', async () => {
    const watched = await cli.run(['run', 'readings.ndjson', '--pipeline', 'telemetry', '--watch'])
    expect(watched.code).toBe(0)
    expect(watched.out).toMatch(
      /state +published after .*\n.*\n.*version \d+\nfile +readings\.ndjson\nstarted by +\S+\ninput .*\nrecords +2 in\n +1 loaded\n +1 in quarantine\n$/,
    )
    expect(watched.err).toMatch(/upload 100 %.*\nRun [0-9a-f-]{36}\n(stages.*\n)+$/)
    expect(watched.out + watched.err).not.toContain('\u001B')
    const strict = await cli.run(['run', 'readings.ndjson', '-p', 'telemetry', '--strict', '--json'])
    expect(strict.code).toBe(6)
    expect(JSON.parse(strict.out)).toMatchObject({ state: 'published', counts: { in: 2, quarantined: 1 } })
    expect(JSON.parse(strict.err)).toMatchObject({
      error: { code: 'quarantined', message: '1 of 2 records are in quarantine' },
    })
  })

  test('on a compressed file gives its id and nothing else', async () => {
    const { code, out } = await cli.run(['run', 'readings.jsonl.gz', '-p', 'telemetry'])
    expect(code).toBe(0)
    expect(out).toMatch(/^[0-9a-f-]{36}\n$/)
    const events = await cli.json<{ type: string; run?: Run }>(['watch', out.trim()])
    expect(events.at(-1)).toMatchObject({ type: 'run', run: { state: 'published', counts: { in: 3, loaded: 3 } } })
  })

  test('is read as its options say', async () => {
    const csv = [
      '-f',
      'csv',
      '-d',
      'options',
      '--delimiter',
      ';',
      '--header',
      '["k","n, m"]',
      '--nulls',
      'NULL,N/A',
      '--skip',
      '1',
    ]
    const json = ['-f', 'json', '-d', 'options', '--records', '/data']
    const inputs = [
      [csv, 'Title\na;NULL\n b;"NULL"\n'],
      [[...csv, '--trim'], 'Title\n c ;N/A\n'],
      [json, '{"data":[{"k":"d"},{"k":"e"}]}'],
      [[...json, '--records', ''], '{"data":[{},{}]}'],
    ] as const
    for (const [options, input] of inputs)
      expect(await cli.run(['run', '-', '-p', 'records', '--strict', ...options], input)).toMatchObject({
        code: 0,
        err: expect.not.stringContaining('✗'),
      })
    expect(await cli.json(['records', 'options'])).toEqual([
      { k: 'a', 'n, m': null },
      { k: ' b', 'n, m': 'NULL' },
      { k: 'c', 'n, m': null },
      { k: 'd' },
      { k: 'e' },
      { data: [{}, {}] },
    ])
    const envelope = await cli.run(['run', '-', '-p', 'records', '-f', 'json'], '{"data":[{},{}]}')
    expect(envelope).toMatchObject({ code: 2, err: expect.stringContaining('Say records=/data') })
  })

  test('over the same bytes again says so, and goes on', async () => {
    writeFileSync(join(cli.folder, 'twice.ndjson'), good)
    const send = () => cli.run(['run', 'twice.ndjson', '-p', 'telemetry', '-d', 'twice', '--watch'])
    const first = await send()
    expect(first.out).not.toContain('same bytes')
    const said = `same bytes as run ${/^run +(\S+)/.exec(first.out)![1]}, published, `
    expect(await send()).toMatchObject({ code: 0, out: expect.stringContaining(said) })
  })

  test('that comes to nothing ends with 5', async () => {
    const { code, out, err } = await cli.run(['run', '-', '-p', 'strict', '--watch'], '7\n')
    expect({ code, out }).toMatchObject({ code: 5, out: expect.stringContaining('rejected') })
    const id = /run +(\S+)/.exec(out)![1]!
    expect(err).toContain(`syndicate quarantine --run ${id}`)
    expect(await cli.run(['watch', id])).toMatchObject({ code: 5 })
    expect(await cli.run(['cancel', id])).toMatchObject({ code: 1, err: expect.stringContaining('is rejected') })
    expect(await cli.run(['replay', id, '--watch'])).toMatchObject({ code: 5, out: expect.stringContaining(id) })
  })

  test('that came to nothing is replayed among others like it: tried first, and done once', async () => {
    const sent = await cli.run(['run', '-', '-p', 'strict', '-d', 'again', '--watch'], '7\n')
    const id = /run +(\S+)/.exec(sent.out)![1]!
    const replay = ['runs', 'replay', '--state', 'rejected', '--dataset', 'again']
    expect(await cli.run(replay)).toMatchObject({
      code: 0,
      out: '1 runs found\n1 would be replayed\n',
      err: expect.stringContaining('--yes'),
    })
    const done = await cli.run([...replay, '--yes'])
    expect(done).toMatchObject({ code: 0, err: '1 replayed\n' })
    const [made] = await cli.json<Run>(['runs', 'show', done.out.trim()])
    expect(made).toMatchObject({ replayOf: id })
    expect(await cli.json(['runs', 'replay', id, '--yes'])).toMatchObject([
      { runs: [], notReplayed: [{ reason: 'replayed', count: 1 }] },
    ])
    for (const wrong of [
      ['runs', 'replay'],
      [...replay, id],
    ])
      expect(await cli.run(wrong)).toMatchObject({ code: 2, err: expect.stringContaining('by ids or by a filter') })
  })

  test('is found by what it is, and shown', async () => {
    const { runId } = await ingest('listed', good)
    const runs = await cli.json<Run>(['runs', '--dataset', 'listed', '--state', 'published', '--since', '1h'])
    expect(runs).toMatchObject([{ runId }])
    expect((await cli.run(['runs', '--dataset', 'listed'])).out).toMatch(
      new RegExp(`^RUN .*\n${runId} +published +telemetry +listed`),
    )
    expect(await cli.run(['runs', '--dataset', 'nothing-here'])).toMatchObject({ code: 0, out: '' })
    expect(await cli.json(['runs', 'show', runId])).toMatchObject([{ runId, counts: { loaded: 1 } }])
    expect(await cli.run(['runs', 'show', nobody])).toMatchObject({ code: 4, out: '' })
  })

  test('that cannot be says why, and what may have been meant', async () => {
    const [unknown, missing, badFormat] = await Promise.all([
      cli.run(['run', 'readings.ndjson', '-p', 'telemetri']),
      cli.run(['run', 'nowhere.csv', '-p', 'telemetry']),
      cli.run(['run', 'readings.ndjson', '-p', 'telemetry', '-f', 'xml']),
    ])
    expect(unknown).toMatchObject({ code: 4, out: '', err: expect.stringContaining('Did you mean telemetry?') })
    expect(missing).toMatchObject({ code: 2, out: '', err: expect.stringContaining('no file nowhere.csv') })
    expect(badFormat).toMatchObject({ code: 2, out: '', err: expect.stringContaining('ndjson') })
  })
})
