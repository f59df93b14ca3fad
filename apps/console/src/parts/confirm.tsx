import type { ComponentChildren } from 'preact'
import { useAction } from '../data/use-action.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Failure } from './notice.tsx'

interface ConfirmProps {
  title: string
  /** What the button says: the deed, never "OK". */
  deed: string
  danger?: boolean
  act: () => Promise<unknown>
  onClose: () => void
  children?: ComponentChildren
}

/** Asks before something that is not easily undone; stays open with the reason when it fails. */
export function Confirm({ title, deed, danger, act, onClose, children }: ConfirmProps) {
  const action = useAction(async () => {
    await act()
    onClose()
  })
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="form">
        {children}
        <Failure>{action.error}</Failure>
        <div class="form-actions">
          <Button kind={danger ? 'danger' : 'primary'} busy={action.busy} onClick={action.run}>
            {deed}
          </Button>
          <Button onClick={onClose}>Leave it</Button>
        </div>
      </div>
    </Dialog>
  )
}
