import type { DatasetDetail, Run } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { checkBooks, type Evidence } from './check-books.ts'

const stage = { chunks: 1, ms: 1 }

function evidence(
  change: {
    counts?: Partial<Run['counts']>
    records?: number
    readBack?: number
    mode?: DatasetDetail['mode']
    live?: number
  } = {},
): Evidence {
  const counts = { in: 10, loaded: 7, quarantined: 2, duplicate: 0, filtered: 1, ...change.counts }
  const at = '2026-01-01T00:00:00.000Z'
  return {
    run: {
      runId: 'r',
      state: 'published',
      pipeline: 'p',
      dataset: 'd',
      format: 'json',
      counts,
      changes: null,
      chunks: 1,
      stages: { extract: stage, transform: stage, load: stage, validate: stage },
      bytes: 1,
      version: 3,
      error: null,
      replayOf: null,
      fileName: null,
      startedBy: { userId: 'u', username: 'ada' },
      reading: {},
      inputKept: true,
      datasetDeletedAt: null,
      createdAt: at,
      startedAt: at,
      finishedAt: at,
    },
    records: change.records ?? 10,
    readBack: change.readBack ?? 7,
    dataset: {
      name: 'd',
      pipeline: 'p',
      mode: change.mode ?? 'replace',
      key: null,
      head: 3,
      records: change.live ?? 7,
      bytes: 1,
      updatedAt: at,
      schema: null,
      versions: [{ version: 3, runId: 'r', records: 7, bytes: 1, publishedAt: at, reclaimedAt: null }],
    },
  }
}

test('nothing is wrong when every record is accounted for', () => {
  expect(checkBooks(evidence())).toEqual([])
  expect(checkBooks(evidence({ mode: 'append', live: 107, readBack: 107 }))).toEqual([])
})

test.each([
  ['books that do not balance', { counts: { filtered: 0 } }, /do not balance/],
  ['records that never went in', { records: 11 }, /11 records went in, and the run counted 10/],
  [
    'a version of another size',
    { counts: { loaded: 6, filtered: 2 }, readBack: 6 },
    /version has 7 records, and 6 were loaded/,
  ],
  ['records that do not come back', { readBack: 6 }, /6 records came back, and 7 should have/],
  [
    'records that do not come back from an appended dataset',
    { mode: 'append', live: 107, readBack: 7 },
    /7 records came back, and 107/,
  ],
] as const)('%s are found', (_, change, message) => {
  expect(checkBooks(evidence(change)).join()).toMatch(message)
})
