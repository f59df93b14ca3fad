import type { ComponentChildren } from 'preact'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'

interface DoneDialogProps {
  title: string
  onDone: () => void
  children: ComponentChildren
}

/** What has become of something that was done, until it is read. */
export function DoneDialog({ title, onDone, children }: DoneDialogProps) {
  return (
    <Dialog title={title} onClose={onDone}>
      <div class="form">
        {children}
        <div class="form-actions">
          <Button kind="primary" onClick={onDone}>
            Done
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
