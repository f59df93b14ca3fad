import { expect, test } from 'vitest'
import { whatNext } from './what-next.ts'

const failed = (code: string, inputKept = true) => whatNext({ state: 'failed', error: { code, detail: '' }, inputKept })

test('of what came to nothing it is said what to do, and nothing that cannot be done', () => {
  expect(failed('malformed-input')).toContain('send it again')
  expect(failed('stage-failed')).toContain('Replay it')
  expect(failed('stage-failed', false)).not.toContain('Replay')
  expect(failed('something-new')).toContain('Replay it')
  expect(failed('something-new', false)).toContain('Send the input again')
  expect(whatNext({ state: 'cancelled', error: null, inputKept: true })).toContain('Replay it')
  expect(whatNext({ state: 'cancelled', error: null, inputKept: false })).toContain('no longer kept')
})
