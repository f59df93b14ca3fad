import { useState } from 'preact/hooks'
import { discardQuarantined } from '../../data/quarantine.ts'
import { useAction } from '../../data/use-action.ts'
import { countOf } from '../../format/format-number.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { Failure } from '../../parts/notice.tsx'
import { say } from '../../parts/toast.tsx'
import type { Task } from './group-records.tsx'

interface DiscardDialogProps {
  task: Task
  onClose: () => void
  onDone: () => void
}

export function DiscardDialog({ task, onClose, onDone }: DiscardDialogProps) {
  const [reason, setReason] = useState('')
  const action = useAction(async () => {
    const { discarded, more } = await discardQuarantined(task.selection, reason.trim())
    say(`Discarded ${countOf(discarded, 'record')}${more ? '; there are more' : ''}`)
    onDone()
  })
  return (
    <Dialog title={`Discard ${countOf(task.count, 'record')}?`} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          action.run()
        }}
      >
        <p class="quiet-text">They stay where they are, marked as not worth a replay, with your name and the reason.</p>
        <TextField label="Reason (optional)" maxLength={500} value={reason} onInput={setReason} />
        <Failure>{action.error}</Failure>
        <div class="form-actions">
          <Button kind="danger" type="submit" busy={action.busy}>
            Discard
          </Button>
          <Button onClick={onClose}>Leave it</Button>
        </div>
      </form>
    </Dialog>
  )
}
