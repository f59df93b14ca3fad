import type { QuarantineDryRun, QuarantineReplay } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { codeOf } from './code-of.ts'
import { startGauges } from './gauges.ts'

const { user, ended, states } = await startGauges()

const nobody = '00000000-0000-7000-8000-000000000000'

const csvOf = async (query: string): Promise<string> =>
  Buffer.from(await (await user.fetch(`/api/quarantine/csv?${query}`)).arrayBuffer()).toString()
const mend = (csv: string, query = '', as = user) =>
  as.fetch(`/api/quarantine/mend${query}`, { method: 'POST', headers: { 'content-type': 'text/csv' }, body: csv })

test('is taken, mended and sent back: only what was changed is replayed, each with its own values', async () => {
  const dataset = 'sheet'
  const run = await user.ingest({ pipeline: 'gauges', dataset }, 'name,bar\nA,low\n=B(1),11\nC,?\nD\n"E\n2",high\n')
  const csv = await csvOf(`run=${run.runId}`)
  const ids = (await user.quarantine(`run=${run.runId}`)).map(({ id }) => id)
  const short = 'The row has 1 fields, the header has 2: none for ""bar"";'
  expect(csv.replace(/(?<=, the header has 2: none for ""bar"";)[^"]*/, '')).toBe(
    `\uFEFFrefusal_id,refusal_field,refusal_reason,refusal_original,name,bar\r\n` +
      `${ids[0]},bar,"""bar"" is no number: ""low"", ""l"" stands in it",,A,low\r\n` +
      `${ids[1]},bar,"bar must be <= 10, but is 11",,'=B(1),11\r\n` +
      `${ids[2]},bar,"""bar"" is no number: ""?"", ""?"" stands in it",,C,?\r\n` +
      `${ids[3]},,"${short}",D,,\r\n` +
      `${ids[4]},bar,"""bar"" is no number: ""high"", ""h"" stands in it",,"E\n2",high\r\n`,
  )

  // As a spreadsheet in another country writes it, with rows changed, left alone, added and taken away.
  const sheet = [
    'refusal_id;refusal_reason;name;bar',
    `${ids[0]};x;A;1`,
    `${ids[1]};x;'=B(1);2`,
    `${ids[2]};x;C;?`,
    `${ids[3]};x;D;4`,
    `${nobody};x;F;5`,
    'no id;x;G;6',
  ].join('\r\n')
  const left = [
    { reason: 'unchanged', count: 1 },
    { reason: 'not-found', count: 2 },
  ]
  const dry = (await (await mend(sheet, '?dryRun=true')).json()) as QuarantineDryRun
  expect(dry).toMatchObject({ wouldPass: 3, wouldRefuse: [], notReplayable: left })
  expect(dry.records.map(({ id, outcome, changes }) => [id, outcome, changes])).toEqual([
    [ids[0], 'pass', [{ field: 'bar', before: '"low"', after: '"1"' }]],
    [ids[1], 'pass', [{ field: 'bar', before: '"11"', after: '"2"' }]],
    [
      ids[3],
      'pass',
      [
        { field: 'name', before: null, after: '"D"' },
        { field: 'bar', before: null, after: '"4"' },
      ],
    ],
    [ids[2], 'left', []],
  ])
  expect(await states(`run=${run.runId}`)).toEqual(Array(5).fill('open'))

  const answer = await mend(sheet)
  expect(answer.status).toBe(202)
  const replayed = (await answer.json()) as QuarantineReplay
  expect(replayed).toMatchObject({ claimed: 3, notReplayable: left })
  expect(await ended(replayed)).toMatchObject({ state: 'published', counts: { in: 3, loaded: 3 } })
  expect(await user.records(dataset)).toEqual([
    { name: 'A', bar: 1 },
    { name: '=B(1)', bar: 2 },
    { name: 'D', bar: 4 },
  ])
  // What is not open any more is said and left.
  expect(await codeOf(await mend(sheet))).toBe('nothing-to-replay')
  expect(await csvOf(`run=${run.runId}`)).not.toContain(ids[0])
})

test('keeps the types of what came as JSON, and what is deeper', async () => {
  const run = await user.ingest(
    { pipeline: 'records', dataset: 'deep', format: 'ndjson' },
    '{"a":{"b":[1]},"n":12345678901234567890,"t":"1"}\n{"a":1,"a":2}\n{"ok":true}\n',
  )
  expect(run.counts).toMatchObject({ loaded: 2, quarantined: 1 })
  const [refused] = await user.quarantine(`run=${run.runId}`)
  const csv = await csvOf(`run=${run.runId}`)
  expect(csv).toContain(`"{""a"":1,""a"":2}"`)
  const sheet = `refusal_id,a,n,t\n${refused!.id},"{""b"":[2]}",12345678901234567890,one`
  await ended((await (await mend(sheet)).json()) as QuarantineReplay)
  const records = await (await user.fetch('/api/registry/deep/records')).text()
  // Digits that no double holds are kept as text, as of what comes by an upload.
  expect(records).toContain('{"a":{"b":[2]},"n":"12345678901234567890","t":"one"}')
})

test('races: of two that send the same rows one has them, whole', async () => {
  const rows = Array.from({ length: 40 }, (_, n) => `${n},?\n`).join('')
  const run = await user.ingest({ pipeline: 'gauges', dataset: 'sheet-race' }, `name,bar\n${rows}`)
  const mended = (await csvOf(`run=${run.runId}`)).replaceAll(',?', ',3')
  const wish = { filter: { run: run.runId, q: '?' }, patch: [{ op: 'replace', path: '/bar', value: 4 }] }
  const answers = await Promise.all([mend(mended), user.post('/api/quarantine/replay', wish), mend(mended)])
  expect(answers.filter(({ status }) => status === 202)).toHaveLength(1)
  const won = (await answers.find(({ status }) => status === 202)!.json()) as QuarantineReplay
  expect((await ended(won)).counts.loaded).toBe(40)
  expect(await user.records('sheet-race')).toHaveLength(40)
})

test('has all that is sought, however much it stands in', async () => {
  // More than one page looks into, of which no record is for a sheet but the first and the last.
  const long = `${'x'.repeat(800_000)},?\n`
  const run = await user.ingest(
    { pipeline: 'gauges', dataset: 'sheet-sought' },
    `name,bar\nFIND 1,?\n${long.repeat(50)}FIND 2,?\n`,
  )
  expect(run.counts.quarantined).toBe(52)
  for (const query of [`run=${run.runId}&q=FIND`, 'dataset=sheet-sought&q=FIND']) {
    let files = 0
    let csv = ''
    for (let path: string | undefined = `/api/quarantine/csv?${query}`; path !== undefined;) {
      const answer = await user.fetch(path)
      csv += await answer.text()
      files += 1
      path = /<([^>]+)>/.exec(answer.headers.get('link') ?? '')?.[1]
    }
    // On a slow machine the time of one request may not be enough.
    expect([files <= 3, csv.includes('FIND 1'), csv.includes('FIND 2')]).toEqual([true, true, true])
  }
}, 60_000)

test.each([
  ['no column of ids', 'name,bar\nA,1\n', 'validation-failed'],
  ['a record twice', `refusal_id,bar\n${nobody},1\n${nobody},2\n`, 'validation-failed'],
  ['two columns of one name', `refusal_id,bar,bar\n${nobody},1,2\n`, 'validation-failed'],
  ['no rows', 'refusal_id,bar\n', 'nothing-to-replay'],
  ['quotes that make no sense', `refusal_id,bar\n${nobody},"1"2\n`, 'malformed-input'],
  [
    'a header of 100,000 columns',
    `refusal_id,${Array.from({ length: 100_000 }, (_, n) => n).join()}\n`,
    'validation-failed',
  ],
  ['10,001 rows', `refusal_id,bar\n${'x,1\n'.repeat(10_001)}`, 'validation-failed'],
  ['more than 4 MiB', `refusal_id,bar\n${'x'.repeat(4 * 1024 * 1024)}`, 'input-too-large'],
])('with %s is refused', async (_what, csv, code) => {
  expect(await codeOf(await mend(csv))).toBe(code)
})
