import type { Role } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { addUser } from '../../data/people.ts'
import { faultsAt } from '../../data/faults-at.ts'
import { useAction } from '../../data/use-action.ts'
import { SelectField, TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { say } from '../../parts/toast.tsx'
import { passwordRule } from './password-rule.ts'
import { roleOptions } from './roles.ts'

const rules = {
  username: {
    takes: 'Letters, digits and . _ @ - alone, beginning with a letter or a digit; at most 64 of them.',
    codes: ['username-taken'],
  },
  password: passwordRule,
}

export function NewUserDialog({ onClose, onAdded }: { onClose: () => void; onAdded: () => void }) {
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [role, setRole] = useState<Role>('operator')
  const action = useAction(async () => {
    await addUser({ username, password, role })
    say(`${username} may sign in`)
    onAdded()
    onClose()
  })
  const { at, rest } = faultsAt(action.failure, rules)
  return (
    <FormDialog title="Add a user" deed="Add" action={action} rest={rest} onClose={onClose}>
      <TextField
        label="User name"
        hint="Letters, digits and . _ @ -"
        error={at.username}
        autocomplete="off"
        required
        maxLength={64}
        value={username}
        onInput={setUsername}
      />
      <TextField
        label="Password"
        type="password"
        hint="At least 8 characters, and none of the common ones"
        error={at.password}
        autocomplete="new-password"
        required
        value={password}
        onInput={setPassword}
      />
      <SelectField label="Role" value={role} onChange={(chosen) => setRole(chosen as Role)} options={roleOptions} />
    </FormDialog>
  )
}
