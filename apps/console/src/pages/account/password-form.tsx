import { useState } from 'preact/hooks'
import { client } from '../../data/client.ts'
import { changePassword } from '../../data/people.ts'
import { faultsAt } from '../../data/faults-at.ts'
import { session } from '../../data/session.ts'
import { useAction } from '../../data/use-action.ts'
import { useFirstFault } from '../../data/use-first-fault.ts'
import { Button } from '../../parts/button.tsx'
import { CheckField, TextField } from '../../parts/field.tsx'
import { Failure } from '../../parts/notice.tsx'
import { say } from '../../parts/toast.tsx'
import { passwordRule } from '../users/password-rule.ts'

const rules = {
  currentPassword: { takes: 'The password you signed in with.', codes: ['wrong-password', 'wrong-credentials'] },
  newPassword: passwordRule,
}

export function PasswordForm() {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [keepKeys, setKeepKeys] = useState(false)
  const action = useAction(async () => {
    await changePassword({ currentPassword: current, newPassword: next, keepKeys })
    // The server opened a new session in place of this one.
    await client.session()
    setCurrent('')
    setNext('')
    say(`Your password is changed; every other session${keepKeys ? '' : ' and every API key'} has ended`)
  })
  const { at, rest } = faultsAt(action.failure, rules)
  const form = useFirstFault(action.failure)
  return (
    <form
      ref={form}
      class="form"
      onSubmit={(event) => {
        event.preventDefault()
        action.run()
      }}
    >
      <input
        class="unseen"
        type="text"
        autocomplete="username"
        value={session.value?.username}
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      <TextField
        label="Current password"
        type="password"
        error={at.currentPassword}
        autocomplete="current-password"
        required
        value={current}
        onInput={setCurrent}
      />
      <TextField
        label="New password"
        type="password"
        hint="At least 8 characters, and none of the common ones"
        error={at.newPassword}
        autocomplete="new-password"
        required
        value={next}
        onInput={setNext}
      />
      <CheckField label="Keep my API keys" checked={keepKeys} onChange={setKeepKeys} />
      <Failure>{rest}</Failure>
      <div class="form-actions">
        <Button type="submit" busy={action.busy}>
          Change it
        </Button>
      </div>
    </form>
  )
}
