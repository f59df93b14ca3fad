import type { Run } from '@syndicate/contracts'
import { expect, it } from 'vitest'
import type { CliError } from '../cli-error.ts'
import { requirePublished } from './end-of-run.ts'

function hintOf(run: Partial<Run>): string | undefined {
  try {
    requirePublished({ runId: 'r1', counts: { in: 1, quarantined: 0 }, inputKept: true, ...run } as Run, false)
  } catch (error) {
    return (error as CliError).hint
  }
  return undefined
}

const failed = (code: string, inputKept = true) =>
  hintOf({ state: 'failed', error: { code, detail: '' } as Run['error'], inputKept })

it('says a replay helps where it may, and what to do where it cannot', () => {
  expect(failed('stage-failed')).toContain('syndicate replay r1')
  expect(failed('stage-failed', false)).toContain('no longer kept')
  expect(failed('malformed-input')).toContain('a replay would read the same bytes')
  expect(failed('malformed-input')).not.toContain('syndicate replay')
  expect(failed('dataset-taken')).toContain('--dataset')
  expect(hintOf({ state: 'rejected', error: null })).toContain('syndicate quarantine --run r1')
  expect(hintOf({ state: 'cancelled', error: null })).toContain('syndicate replay r1')
  expect(hintOf({ state: 'published', error: null })).toBeUndefined()
})
