import type { Run } from '@syndicate/contracts'
import { useLocation } from 'preact-iso'
import { useState } from 'preact/hooks'
import { cancelRun, replayRun } from '../../data/runs.ts'
import { isAtLeast } from '../../data/session.ts'
import { hasEnded } from '../../live/run-progress.ts'
import { Button, LinkButton } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { say } from '../../parts/toast.tsx'

/** What may be done to a run now, by whom may do it. */
export function RunActions({ run, onChanged }: { run: Run; onChanged: () => void }) {
  const [asked, ask] = useState<'cancel' | 'replay' | null>(null)
  const { route } = useLocation()
  const mayOperate = isAtLeast('operator')
  const { runId, version, dataset, inputKept } = run

  async function cancel(): Promise<void> {
    await cancelRun(runId)
    say('The run is cancelled')
    onChanged()
  }

  async function replay(): Promise<void> {
    const accepted = await replayRun(runId)
    say('A new run over the same input is accepted')
    route(`/runs/${accepted.runId}`)
  }

  return (
    <>
      {version !== null && <LinkButton href={`/datasets/${dataset}`}>See the records</LinkButton>}
      {mayOperate && hasEnded(run) && inputKept && <Button onClick={() => ask('replay')}>Replay</Button>}
      {mayOperate && !hasEnded(run) && (
        <Button kind="danger" onClick={() => ask('cancel')}>
          Cancel the run
        </Button>
      )}
      {asked === 'cancel' && (
        <Confirm title="Cancel this run?" deed="Cancel the run" danger act={cancel} onClose={() => ask(null)}>
          It stops wherever it is, and nothing of it is published.
        </Confirm>
      )}
      {asked === 'replay' && (
        <Confirm title="Replay this run?" deed="Replay" act={replay} onClose={() => ask(null)}>
          The same input goes through the pipeline as this run had it, whatever has been changed since, as a new run
          into {dataset}. A dataset in append mode gets its records once more.
        </Confirm>
      )}
    </>
  )
}
