import type { Run } from '@syndicate/contracts'
import { describe, expect, test } from 'vitest'
import {
  failedStage,
  noneSeen,
  see,
  shareDone,
  withProgress,
  withState,
  type ProgressEvent,
  type StateEvent,
} from './run-progress.ts'

const nothing = { chunks: 0, ms: 0 }
const run = {
  runId: 'r',
  state: 'running',
  chunks: null,
  bytes: 0,
  counts: { in: 0, loaded: 0, quarantined: 0, duplicate: 0, filtered: 0 },
  stages: { extract: { chunks: 2, ms: 1 }, transform: { chunks: 1, ms: 1 }, load: nothing, validate: nothing },
  version: null,
  error: null,
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: null,
} as unknown as Run
const at = '2026-01-01T00:00:01.000Z'
const state = (of: Partial<StateEvent>) => ({ kind: 'run.state', runId: 'r', ...of }) as StateEvent
const progress = (stage: ProgressEvent['stage'], ordinal: number): ProgressEvent => ({
  kind: 'run.progress',
  runId: 'r',
  stage,
  ordinal,
  ms: 1,
})

describe('states', () => {
  test('the end brings the books, the version and the time', () => {
    const counts = { in: 3, loaded: 2, quarantined: 1, duplicate: 0, filtered: 0 }
    expect(withState(run, state({ state: 'published', counts, version: 4 }), at)).toMatchObject({
      state: 'published',
      counts,
      version: 4,
      finishedAt: at,
    })
  })

  test('late news does not bring a run back to life', () => {
    const ended = withState(run, state({ state: 'cancelled' }), at)
    expect(withState(ended, state({ state: 'running' }), at)).toBe(ended)
    expect(withState(run, state({ state: 'accepted' }), at)).toBe(run)
  })
})

describe('progress', () => {
  test('a chunk told of twice counts once, and the answer counts when it knows more', () => {
    const seen = noneSeen()
    for (const ordinal of [0, 1, 1, 2]) see(seen, progress('transform', ordinal))
    see(seen, progress('load', 0))
    see(seen, progress('extract', 3))
    const now = withProgress(run, seen)
    expect([now.chunks, now.stages.extract.chunks, now.stages.transform.chunks, now.stages.load.chunks]).toEqual([
      4, 4, 3, 1,
    ])
    expect(withProgress(run, noneSeen()).stages.transform.chunks).toBe(1)
  })

  test('shares are of all chunks once they are known, and a guess by the size until then', () => {
    const large = { ...run, bytes: 4 * 256 * 1024 }
    expect([shareDone(large, 'extract'), shareDone(large, 'transform'), shareDone(large, 'load')]).toEqual([
      0.5, 0.25, 0,
    ])
    // However small it is said to be: what is not all cut is not all done.
    expect(shareDone({ ...run, bytes: 1 }, 'extract')).toBeLessThan(1)
    expect(shareDone({ ...run, chunks: 4 }, 'transform')).toBe(0.25)
    expect(shareDone({ ...run, chunks: 0, state: 'published' }, 'validate')).toBe(1)
  })
})

describe('where a run failed', () => {
  const failed = (chunks: number | null, of: Partial<Run['stages']> = {}): Run => {
    const none = { extract: nothing, transform: nothing, load: nothing, validate: nothing }
    return { ...run, state: 'failed', chunks, stages: { ...none, ...of } }
  }

  test.each([[null], [0]])('is where its input was cut, when of %s chunks none came', (chunks) => {
    expect(failedStage(failed(chunks))).toBe('extract')
    expect(shareDone(failed(chunks), 'extract')).toBe(0)
  })

  test('is the first stage that is not through', () => {
    const two = { chunks: 2, ms: 1 }
    expect(failedStage(failed(2, { extract: two, transform: two, load: { chunks: 1, ms: 1 } }))).toBe('load')
  })

  test('is nowhere, where it did not fail', () => {
    expect(failedStage(run)).toBeNull()
    expect(failedStage({ ...failed(0), state: 'cancelled' })).toBeNull()
  })
})
