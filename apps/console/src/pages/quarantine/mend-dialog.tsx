import type { PatchOperation } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { replayQuarantined, tryReplay } from '../../data/quarantine.ts'
import { useAction } from '../../data/use-action.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { countOf } from '../../format/format-number.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { DoneDialog } from '../../parts/done-dialog.tsx'
import { Failure, Notice } from '../../parts/notice.tsx'
import { Shown } from '../../parts/shown.tsx'
import { DryRun, Replayed, type Outcome } from './mend-outcome.tsx'
import type { Task } from './group-records.tsx'
import { PatchEditor } from './patch-editor.tsx'
import { recordToMend } from './record-to-mend.ts'

interface MendDialogProps {
  task: Task
  onClose: () => void
  /** Something was replayed. */
  onDone: () => void
}

/** Writes a patch, tries it, and runs the records again with it. */
export function MendDialog({ task, onClose, onDone }: MendDialogProps) {
  const { selection, sample, count } = task
  const toMend = useAnswer(() => recordToMend(sample), [sample.id])
  const [patch, setPatch] = useState<PatchOperation[] | null>([])
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const wanted = { ...selection, ...(patch && patch.length > 0 && { patch }) }
  const attempt = useAction(async () => setOutcome({ kind: 'tried', result: await tryReplay(wanted) }))
  const replay = useAction(async () => setOutcome({ kind: 'replayed', result: await replayQuarantined(wanted) }))

  if (outcome?.kind === 'replayed') {
    return (
      <DoneDialog title="On the way again" onDone={onDone}>
        <Replayed result={outcome.result} />
      </DoneDialog>
    )
  }
  return (
    <Dialog
      title={count === 1 ? 'Mend and replay a record' : `Mend and replay ${countOf(count, 'record')}`}
      onClose={onClose}
    >
      <div class="form">
        <p class="quiet-text">{sample.reason}</p>
        <Shown answer={toMend} what="the record">
          {(record) =>
            record.readable || count === 1 ? (
              <PatchEditor
                record={record}
                many={count > 1}
                onPatch={(next) => {
                  setPatch(next)
                  setOutcome(null)
                }}
              />
            ) : (
              <Notice tone="warn">
                These could not be read. What takes the place of one belongs to that one: mend them one by one.
              </Notice>
            )
          }
        </Shown>
        {outcome?.kind === 'tried' && <DryRun result={outcome.result} />}
        <Failure>{attempt.error ?? replay.error}</Failure>
        <div class="form-actions">
          <Button busy={attempt.busy} disabled={patch === null} onClick={attempt.run}>
            Try it
          </Button>
          <Button kind="primary" busy={replay.busy} disabled={patch === null} onClick={replay.run}>
            {patch?.length === 0 ? 'Replay as it was' : 'Replay with this change'}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
