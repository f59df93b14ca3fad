import { useAction } from '../data/use-action.ts'
import { Button } from './button.tsx'
import { Code } from './code.tsx'
import { Dialog } from './dialog.tsx'
import { Notice } from './notice.tsx'
import { say } from './toast.tsx'

/** Something that was made just now and is shown this once. */
export function SecretDialog({ title, value, onClose }: { title: string; value: string; onClose: () => void }) {
  const copy = useAction(async () => {
    await navigator.clipboard.writeText(value)
    say('Copied')
  })
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="form">
        <Notice tone="warn" title="It is shown this once">
          Keep it where the program finds it. Nobody can read it here again.
        </Notice>
        <Code label={title}>{value}</Code>
        <div class="form-actions">
          <Button kind="primary" onClick={copy.run}>
            Copy
          </Button>
          <Button onClick={onClose}>Done</Button>
        </div>
      </div>
    </Dialog>
  )
}
