import type { Run, Stage } from '@syndicate/contracts'
import type { StreamItem } from '@syndicate/client'
import { expect, it } from 'vitest'
import { afterItem, progressOf, stageCounts } from './stage-counts.ts'

const stage = (chunks: number) => ({ chunks, ms: 1 })
const run = (chunks: number | null, ...done: number[]): Run =>
  ({
    state: 'running',
    chunks,
    stages: { extract: stage(done[0]!), transform: stage(done[1]!), load: stage(done[2]!), validate: stage(done[3]!) },
  }) as Run

const finished = (of: Stage): StreamItem => ({
  type: 'event',
  event: { topic: 't', seq: 1, at: '', data: { kind: 'run.progress', runId: 'r', stage: of, ordinal: 0, ms: 1 } },
})

it('adds up what events tell, and never beyond what there is', () => {
  const begun = stageCounts(run(2, 2, 1, 0, 0))
  expect(progressOf(begun)).toEqual({ fraction: 3 / 8, text: 'extract 2 · transform 1 · load 0 · validate 0 of 2' })
  const after = [finished('extract'), finished('load')].reduce(afterItem, begun)
  expect(progressOf(after).fraction).toBe(4 / 8)
})

it('knows no share of the whole until the input is cut', () => {
  expect(progressOf(stageCounts(run(null, 3, 1, 0, 0)))).toEqual({
    fraction: undefined,
    text: 'extract 3 · transform 1 · load 0 · validate 0',
  })
  expect(progressOf({ ...stageCounts(run(null, 0, 0, 0, 0)), state: 'accepted' }).text).toBe('accepted')
})
