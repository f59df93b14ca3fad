import type { User } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { changeUser } from '../../data/people.ts'
import { useAction } from '../../data/use-action.ts'
import { CheckField, TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
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
    <FormDialog title={`A new password for ${user.username}`} deed="Set it" action={action} onClose={onClose}>
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
    </FormDialog>
  )
}
