import type { QuarantineReplay, Run } from '@syndicate/contracts'
import { useEffect, useState } from 'preact/hooks'
import { client } from '../../data/client.ts'
import { countOf } from '../../format/format-number.ts'
import { StateBadge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Notice } from '../../parts/notice.tsx'
import { LeftRecordsList } from './left-records.tsx'

interface ReplayedDialogProps {
  result: QuarantineReplay
  onDone: () => void
  onNext?: (() => void) | undefined
}

/** What has been set off, until it has ended, and how it did. */
export function ReplayedDialog({ result, onDone, onNext }: ReplayedDialogProps) {
  const { runs, claimed, notReplayable, more } = result
  return (
    <Dialog title="On the way again" onClose={onDone}>
      <div class="form">
        <Notice tone="good" title={`${countOf(claimed, 'record')} on the way through the pipeline again`}>
          <LeftRecordsList records={notReplayable} />
          {more && <p>There are more than one request takes: replay again for the rest.</p>}
        </Notice>
        {runs.map((run) => (
          <EndOfReplay key={run.runId} replay={run} />
        ))}
        <div class="form-actions">
          {onNext && (
            <Button kind="primary" focused onClick={onNext}>
              Next record
            </Button>
          )}
          <Button kind={onNext ? 'plain' : 'primary'} focused={!onNext} onClick={onDone}>
            Done
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

/** One run of a replay: under way, then published, with what it refused again, or come to nothing. */
function EndOfReplay({ replay: { runId, dataset, records } }: { replay: QuarantineReplay['runs'][number] }) {
  const [run, setRun] = useState<Run | null>(null)
  useEffect(() => {
    const aborter = new AbortController()
    client
      .run(runId)
      .ended({ signal: aborter.signal })
      .then(setRun, () => {})
    return () => aborter.abort()
  }, [runId])
  return (
    <p role="status">
      <StateBadge state={run?.state ?? 'running'} /> <a href={`/runs/${runId}`}>Run …{runId.slice(-12)}</a>{' '}
      {run ? endOf(run) : `takes ${countOf(records, 'record')} into ${dataset}.`}
    </p>
  )
}

function endOf({ state, dataset, counts, error }: Run): string {
  const { loaded, quarantined, filtered } = counts
  if (state !== 'published') return `published nothing${error ? `: ${error.detail}` : ''}. The records are open again.`
  return (
    [
      `published ${countOf(loaded, 'record')} into ${dataset}`,
      ...(filtered > 0 ? [`left out ${countOf(filtered, 'record')} by a filter`] : []),
      ...(quarantined > 0 ? [`refused ${countOf(quarantined, 'record')} again`] : []),
    ].join(', ') + '.'
  )
}
