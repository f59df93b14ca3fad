import type { User } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { changeUser } from '../../data/people.ts'
import { useAction } from '../../data/use-action.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { CheckField, TextField } from '../../parts/field.tsx'
import { Failure } from '../../parts/notice.tsx'
import { say } from '../../parts/toast.tsx'

export function NewPasswordDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const [password, setPassword] = useState('')
  const [keepKeys, setKeepKeys] = useState(false)
  const action = useAction(async () => {
    await changeUser(user.id, { password, keepKeys })
    say(`${user.username} has a new password`)
    onClose()
  })
  return (
    <Dialog title={`A new password for ${user.username}`} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          action.run()
        }}
      >
        <p class="quiet-text">Their sessions and API keys end; they sign in again with it.</p>
        <TextField
          label="New password"
          type="password"
          autocomplete="new-password"
          required
          value={password}
          onInput={setPassword}
        />
        <CheckField label="Keep their API keys" checked={keepKeys} onChange={setKeepKeys} />
        <Failure>{action.error}</Failure>
        <div class="form-actions">
          <Button kind="primary" type="submit" busy={action.busy}>
            Set it
          </Button>
          <Button onClick={onClose}>Leave it</Button>
        </div>
      </form>
    </Dialog>
  )
}
