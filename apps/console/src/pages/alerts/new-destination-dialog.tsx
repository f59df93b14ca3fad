import type { DestinationKind, NewAlertDestination } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { addDestination } from '../../data/alerts.ts'
import { faultsAt } from '../../data/faults-at.ts'
import { useAction } from '../../data/use-action.ts'
import { SelectField, TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { SecretDialog } from '../../parts/secret-dialog.tsx'
import { say } from '../../parts/toast.tsx'
import { kindNames } from './kind-names.ts'

const hints: Record<Exclude<DestinationKind, 'email'>, string> = {
  webhook: 'Gets signed JSON, as Standard Webhooks say. The secret is shown next, this once.',
  slack: 'Of an incoming webhook, https://hooks.slack.com/services/…',
  teams: 'Of a workflow that posts to a channel when a webhook request is received',
  discord: 'Of a webhook of the channel, https://discord.com/api/webhooks/…',
}

const rules = {
  name: { takes: 'At most 100 characters, on one line.', codes: ['name-taken'] },
  url: { takes: 'An address that begins with https:// or http://, without blanks.', codes: ['address-refused'] },
  to: { takes: 'Up to ten mail addresses, each once, such as data@example.org.' },
}

export function NewDestinationDialog({ onClose, onAdded }: { onClose: () => void; onAdded: () => void }) {
  const [name, setName] = useState('')
  const [kind, setKind] = useState<DestinationKind>('webhook')
  const [url, setUrl] = useState('')
  const [people, setPeople] = useState('')
  const [secret, setSecret] = useState('')
  const action = useAction(async () => {
    const wanted: NewAlertDestination =
      kind === 'email' ? { name, kind, to: people.split(/[\s,;]+/).filter(Boolean) } : { name, kind, url: url.trim() }
    const made = await addDestination(wanted)
    onAdded()
    if (made.secret) return setSecret(made.secret)
    say(`${name} is added`)
    onClose()
  })

  const { at, rest } = faultsAt(action.failure, rules)
  if (secret) return <SecretDialog title="What signs" value={secret} onClose={onClose} />
  return (
    <FormDialog title="Add a destination" deed="Add" action={action} rest={rest} onClose={onClose}>
      <TextField
        label="Name"
        error={at.name}
        autocomplete="off"
        required
        maxLength={100}
        value={name}
        onInput={setName}
      />
      <SelectField
        label="Kind"
        value={kind}
        options={Object.entries(kindNames)}
        onChange={(chosen) => setKind(chosen as DestinationKind)}
      />
      {kind === 'email' ? (
        <TextField
          label="People"
          error={at.to}
          hint="Up to ten addresses, with commas between"
          autocomplete="off"
          required
          value={people}
          onInput={setPeople}
        />
      ) : (
        <TextField
          label="URL"
          error={at.url}
          hint={hints[kind]}
          autocomplete="off"
          required
          maxLength={2000}
          value={url}
          onInput={setUrl}
        />
      )}
    </FormDialog>
  )
}
