import type { Run } from '@syndicate/contracts'
import { isAtLeast } from '../../data/session.ts'
import { Notice } from '../../parts/notice.tsx'
import { whatNext } from './what-next.ts'

/** Of a run that came to nothing: why, that nothing of it is to be seen, and what to do. */
export function RunEnd({ run }: { run: Run }) {
  const { state, error, dataset } = run
  const isCancelled = state === 'cancelled'
  return (
    <Notice
      tone={isCancelled ? 'info' : state === 'rejected' ? 'warn' : 'bad'}
      title={isCancelled ? 'Somebody cancelled this run' : error?.detail || 'The run did not succeed'}
    >
      {error && !isCancelled && <code>{error.code}</code>}
      <p>Nothing of it is visible: whoever reads {dataset} sees what was there before.</p>
      {isAtLeast('operator') && <p>{whatNext(run)}</p>}
    </Notice>
  )
}
