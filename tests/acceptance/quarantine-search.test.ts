import type { QuarantineDryRun } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { startGauges } from './gauges.ts'

const { user, replay } = await startGauges()

const rows = 'A,low\nB,high\nC,11\n"D,D",low\nE,5\n'

test('counted by field and reason, with values at fault; filters look into them', async () => {
  const run = await user.ingest({ pipeline: 'gauges', dataset: 'found' }, `name,bar\n${rows}`)
  const of = `run=${run.runId}`
  const notANumber = '"bar" is no number: …'
  const groups = async (query: string) =>
    ((await (await user.fetch(`/api/quarantine?${query}`)).json()) as { groups: object[] }).groups
  expect(await groups(`${of}&group=reason`)).toEqual([
    {
      stage: 'transform',
      code: 'cast-failed',
      field: 'bar',
      reason: notANumber,
      values: ['"low"', '"high"'],
      count: 3,
    },
    {
      stage: 'validate',
      code: 'schema-violation',
      field: 'bar',
      reason: 'bar must be <= 10, but is …',
      values: ['11'],
      count: 1,
    },
  ])
  const names = async (query: string) => (await user.quarantine(`${of}&${query}`)).map(({ position }) => position)
  expect(await names('q=LOW')).toEqual([0, 3])
  expect(await names('q=d,d')).toEqual([3])
  expect(await names(`reason=${encodeURIComponent(notANumber)}`)).toEqual([0, 1, 3])
  expect(await names('q=nowhere')).toEqual([])
  expect(await groups(`${of}&group=field&q=low`)).toMatchObject([{ field: 'bar', count: 2 }])

  // Touched ones lie elsewhere, and are found in the same way.
  const discard = { filter: { run: run.runId, q: 'high' } }
  expect(await (await user.post('/api/quarantine/discard', discard)).json()).toMatchObject({ discarded: 1 })
  expect(await names(`reason=${encodeURIComponent(notANumber)}`)).toEqual([0, 1, 3])
  expect(await names('state=discarded&q=high')).toEqual([1])
  expect(await groups(`${of}&group=reason&state=discarded`)).toMatchObject([{ reason: notANumber, count: 1 }])

  const wish = { filter: { run: run.runId, q: 'd,d' }, patch: [{ op: 'replace', path: '/bar', value: 1 }] }
  expect((await replay(wish)).claimed).toBe(1)
  expect(await names('state=open')).toEqual([0, 2])
})

test('a dry run names fifty at a time, with why they are refused still, and those a patch does not fit', async () => {
  const many = Array.from({ length: 60 }, (_, n) => `${n},?`).join('\n')
  const run = await user.ingest({ pipeline: 'gauges', dataset: 'named' }, `name,bar\n${many}\n`)
  const ask = async (body: object): Promise<QuarantineDryRun> =>
    (await (
      await user.post('/api/quarantine/replay', { filter: { run: run.runId }, dryRun: true, ...body })
    ).json()) as QuarantineDryRun
  const first = await ask({ patch: [{ op: 'replace', path: '/bar', value: 12 }] })
  expect([first.records.length, first.nextRecord, first.wouldRefuse[0]!.count]).toEqual([50, 50, 60])
  expect(first.records[0]).toMatchObject({
    outcome: 'refuse',
    field: 'bar',
    reason: 'bar must be <= 10, but is 12',
    changes: [{ field: 'bar', before: '"?"', after: '12' }],
  })
  const rest = await ask({ nameFrom: 50, patch: [{ op: 'replace', path: '/bar', value: 1 }] })
  expect([rest.records.length, rest.nextRecord, rest.wouldPass]).toEqual([10, null, 60])
  expect(rest.records.map(({ position }) => position)).toEqual(Array.from({ length: 10 }, (_, n) => 50 + n))
  const unfit = await ask({ patch: [{ op: 'remove', path: '/none' }] })
  expect(unfit.records[0]).toMatchObject({ outcome: 'left', reason: 'patch-failed', changes: [] })
})
