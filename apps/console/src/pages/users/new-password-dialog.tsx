import type { User } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { changeUser } from '../../data/people.ts'
import { faultsAt } from '../../data/faults-at.ts'
import { useAction } from '../../data/use-action.ts'
import { CheckField, TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { say } from '../../parts/toast.tsx'
import { passwordRule } from './password-rule.ts'

export function NewPasswordDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const [password, setPassword] = useState('')
  const [keepKeys, setKeepKeys] = useState(false)
  const action = useAction(async () => {
    await changeUser(user.id, { password, keepKeys })
    say(`${user.username} has a new password`)
    onClose()
  })
  const { at, rest } = faultsAt(action.failure, { password: passwordRule })
  return (
    <FormDialog
      title={`A new password for ${user.username}`}
      deed="Set it"
      action={action}
      rest={rest}
      onClose={onClose}
    >
      <p class="quiet-text">Their sessions and API keys end; they sign in again with it.</p>
      <TextField
        label="New password"
        type="password"
        hint="At least 8 characters, and none of the common ones"
        error={at.password}
        autocomplete="new-password"
        required
        value={password}
        onInput={setPassword}
      />
      <CheckField label="Keep their API keys" checked={keepKeys} onChange={setKeepKeys} />
    </FormDialog>
  )
}
