import type { ComponentChildren } from 'preact'
import type { Action } from '../data/use-action.ts'
import { useFirstFault } from '../data/use-first-fault.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Failure } from './notice.tsx'

interface FormDialogProps {
  title: string
  /** What the button says that does it. */
  deed: string
  danger?: boolean
  disabled?: boolean
  action: Action<[]>
  /** What went wrong and is told at no field. @default all of it */
  rest?: string | undefined
  onClose: () => void
  /** The fields. */
  children: ComponentChildren
}

/** A dialog that is filled in, and then done or left. */
export function FormDialog({
  title,
  deed,
  danger = false,
  disabled = false,
  action,
  onClose,
  children,
  ...told
}: FormDialogProps) {
  const form = useFirstFault(action.failure)
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        ref={form}
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          action.run()
        }}
      >
        {children}
        <Failure>{'rest' in told ? told.rest : action.error}</Failure>
        <div class="form-actions">
          <Button kind={danger ? 'danger' : 'primary'} type="submit" busy={action.busy} disabled={disabled}>
            {deed}
          </Button>
          <Button onClick={onClose}>Leave it</Button>
        </div>
      </form>
    </Dialog>
  )
}
