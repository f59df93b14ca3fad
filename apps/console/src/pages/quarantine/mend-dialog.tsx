import type { PatchOperation } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { replayQuarantined, tryReplay } from '../../data/quarantine.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { countOf } from '../../format/format-number.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Failure, Notice } from '../../parts/notice.tsx'
import { Shown } from '../../parts/shown.tsx'
import { DryRun } from './dry-run.tsx'
import type { Task } from './group-records.tsx'
import { PatchEditor } from './patch-editor.tsx'
import { recordToMend } from './record-to-mend.ts'
import { ReplayedDialog } from './replayed-dialog.tsx'
import { useTrial, type Trial } from './use-trial.ts'

interface MendDialogProps {
  task: Task
  onClose: () => void
  /** Something was replayed. */
  onDone: () => void
  /** The same, and the next record is to be in front; none: there is none. */
  onNext?: (() => void) | undefined
}

/** Writes a patch, tries it, and runs the records again with it. Enter leads from each to the next. */
export function MendDialog({ task, onClose, onDone, onNext }: MendDialogProps) {
  const { selection, sample, count, differs } = task
  const toMend = useAnswer(() => recordToMend(sample), [sample.id])
  const [patch, setPatch] = useState<PatchOperation[] | null>([])
  const wanted = { ...selection, ...(patch && patch.length > 0 && { patch }) }
  const { trial, replayed, attempt, replay, forget } = useTrial({
    tryOut: patch === null ? null : (nameFrom) => tryReplay(wanted, nameFrom),
    replay: () => replayQuarantined(wanted),
  })

  const toReplay = trial ? countTried(trial, count) : count
  /** What there is to do next: to try, until there is a change or a trial that went well. */
  const mayReplay = trial ? trial.mayGoOn : (patch?.length ?? 0) > 0

  if (replayed) return <ReplayedDialog result={replayed} onDone={onDone} onNext={onNext} />
  return (
    <Dialog
      title={count === 1 ? 'Mend and replay a record' : `Mend and replay ${countOf(toReplay, 'record')}`}
      onClose={onClose}
    >
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          attempt.run()
        }}
      >
        <p class="quiet-text">{sample.reason}</p>
        <Shown answer={toMend} what="the record">
          {(record) =>
            record.readable || count === 1 ? (
              <PatchEditor
                record={record}
                many={count > 1}
                differs={differs}
                onPatch={(next) => {
                  setPatch(next)
                  forget()
                }}
              />
            ) : (
              <Notice tone="warn">
                These could not be read. What takes the place of one belongs to that one: mend them one by one, or take
                them as CSV.
              </Notice>
            )
          }
        </Shown>
        {trial && <DryRun trial={trial} />}
        <Failure>{attempt.error ?? replay.error}</Failure>
        <div class="form-actions">
          <Button kind={mayReplay ? 'plain' : 'primary'} type="submit" busy={attempt.busy} disabled={patch === null}>
            Try it
          </Button>
          <Button
            kind={mayReplay ? 'primary' : 'plain'}
            busy={replay.busy}
            disabled={patch === null}
            focused={trial?.mayGoOn}
            onClick={replay.run}
          >
            {patch?.length === 0 ? 'Replay as it was' : 'Replay with this change'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** How many a replay would take: those that are open, as the dry run found them, where it looked at all. */
function countTried({ result }: Trial, count: number): number {
  const { wouldPass, wouldFilter, wouldRefuse, more, complete } = result
  if (more || !complete) return count
  return wouldPass + wouldFilter + wouldRefuse.reduce((sum, each) => sum + each.count, 0)
}
