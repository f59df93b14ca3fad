import type { Erasure } from '@syndicate/contracts'
import { describeError } from '../../data/describe-error.ts'
import { countOf } from '../../format/format-number.ts'
import { Notice } from '../../parts/notice.tsx'
import { waitingInWords } from './waiting-in-words.ts'

/** What an erasure has found so far, and what it has yet to look at. */
export function ErasureFound({ erasure, error }: { erasure: Erasure; error: unknown }) {
  const { records, versions, refused, inputs, state, heldUp } = erasure
  const waiting = waitingInWords(erasure)
  return (
    <>
      <div role="status" aria-busy={state === 'running'}>
        {state === 'running' && <p>Looking; so far:</p>}
        <ul>
          <li>
            {countOf(records, 'stored record')} in {countOf(versions, 'version')}
          </li>
          <li>{countOf(refused, 'record')} in quarantine</li>
          <li>
            {countOf(inputs, 'input')}
            {inputs > 0 && ' as a whole'}
          </li>
        </ul>
        {waiting && <p>{waiting}</p>}
        {heldUp !== null && <p>{heldUp}. It is tried again until it can be.</p>}
      </div>
      {error !== undefined && (
        <Notice tone="warn" title="How far it is cannot be told">
          {describeError(error)} It goes on all the same, and is asked for again.
        </Notice>
      )}
    </>
  )
}
