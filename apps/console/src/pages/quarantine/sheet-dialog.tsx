import { useEffect, useState } from 'preact/hooks'
import { replayMendedSheet, tryMendedSheet } from '../../data/quarantine.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { DropZone } from '../../parts/drop-zone.tsx'
import { Failure } from '../../parts/notice.tsx'
import { DryRun } from './dry-run.tsx'
import { ReplayedDialog } from './replayed-dialog.tsx'
import { useTrial } from './use-trial.ts'

/** As much as the server takes. */
const mostBytes = 4 * 1024 * 1024

interface SheetDialogProps {
  onClose: () => void
  /** Something was replayed. */
  onDone: () => void
}

/** Takes a file of refused records back that a spreadsheet has mended: tries it at once, and replays what was changed. */
export function SheetDialog({ onClose, onDone }: SheetDialogProps) {
  const [file, setFile] = useState<File | null>(null)
  const isTooLarge = file !== null && file.size > mostBytes
  const { trial, replayed, attempt, replay, forget } = useTrial({
    tryOut: file && !isTooLarge ? (nameFrom) => tryMendedSheet(file, nameFrom) : null,
    replay: () => replayMendedSheet(file!),
  })
  useEffect(() => attempt.run(), [file])

  if (replayed) return <ReplayedDialog result={replayed} onDone={onDone} />
  return (
    <Dialog title="Send mended records" onClose={onClose}>
      <div class="form">
        <p class="quiet-text">
          Take refused records as CSV, mend their columns in a spreadsheet, and send the file back. Rows are told apart
          by their refusal_id; what was not changed stays where it is.
        </p>
        <DropZone
          file={file}
          hint="CSV, at most 4 MiB and 10,000 rows"
          onChoose={(chosen) => {
            forget()
            setFile(chosen)
          }}
        />
        {trial && <DryRun trial={trial} />}
        <Failure>
          {isTooLarge ? 'The file has more than 4 MiB: leave rows or columns out.' : (attempt.error ?? replay.error)}
        </Failure>
        <div class="form-actions">
          <Button
            kind="primary"
            busy={replay.busy || attempt.busy}
            disabled={!trial?.mayGoOn}
            focused={trial?.mayGoOn}
            onClick={replay.run}
          >
            Replay what was changed
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
