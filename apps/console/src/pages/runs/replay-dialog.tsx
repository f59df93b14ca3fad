import type { RunSelection, RunsReplay } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { replayRuns, tryReplayRuns } from '../../data/runs.ts'
import { useAction } from '../../data/use-action.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { countOf } from '../../format/format-number.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { DoneDialog } from '../../parts/done-dialog.tsx'
import { Failure } from '../../parts/notice.tsx'
import { Shown } from '../../parts/shown.tsx'
import { ReplayedRuns, WouldReplay } from './replay-outcome.tsx'

interface ReplayDialogProps {
  selection: RunSelection
  onClose: () => void
  /** Something was replayed. */
  onDone: () => void
}

/** Says what a replay of many runs would take, does it, and says what has become of it. */
export function ReplayDialog({ selection, onClose, onDone }: ReplayDialogProps) {
  const attempt = useAnswer((signal) => tryReplayRuns(selection, signal), [])
  const [replayed, setReplayed] = useState<RunsReplay | null>(null)
  const replay = useAction(async () => setReplayed(await replayRuns(selection)))

  if (replayed) {
    return (
      <DoneDialog title="On the way again" onDone={onDone}>
        <ReplayedRuns result={replayed} />
      </DoneDialog>
    )
  }
  return (
    <Dialog title="Replay these runs?" onClose={onClose}>
      <div class="form">
        <p class="quiet-text">
          Each input goes through the pipeline as its run had it, as a new run, the oldest first.
        </p>
        <Shown answer={attempt} what="what would be replayed">
          {(result) => (
            <>
              <WouldReplay result={result} />
              <Failure>{replay.error}</Failure>
              <div class="form-actions">
                <Button kind="primary" busy={replay.busy} disabled={result.wouldReplay === 0} onClick={replay.run}>
                  {result.more ? 'Replay the first of them' : `Replay ${countOf(result.wouldReplay, 'run')}`}
                </Button>
                <Button onClick={onClose}>Leave it</Button>
              </div>
            </>
          )}
        </Shown>
      </div>
    </Dialog>
  )
}
