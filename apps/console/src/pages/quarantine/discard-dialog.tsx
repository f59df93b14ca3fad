import { useState } from 'preact/hooks'
import { discardQuarantined } from '../../data/quarantine.ts'
import { useAction } from '../../data/use-action.ts'
import { countOf } from '../../format/format-number.ts'
import { TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
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
    <FormDialog
      title={`Discard ${countOf(task.count, 'record')}?`}
      deed="Discard"
      danger
      action={action}
      onClose={onClose}
    >
      <p class="quiet-text">They stay where they are, marked as not worth a replay, with your name and the reason.</p>
      <TextField label="Reason (optional)" maxLength={500} value={reason} onInput={setReason} />
    </FormDialog>
  )
}
