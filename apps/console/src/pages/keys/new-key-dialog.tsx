import { useState } from 'preact/hooks'
import type { Right, Role } from '@syndicate/contracts'
import { makeKey } from '../../data/people.ts'
import { faultsAt } from '../../data/faults-at.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAction } from '../../data/use-action.ts'
import { SelectField, TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { SecretDialog } from '../../parts/secret-dialog.tsx'
import './new-key-dialog.css'

const scopes: readonly (readonly [Right, string, Role])[] = [
  ['read', 'Read runs, quarantine and every dataset', 'viewer'],
  ['start', 'Start runs and send telemetry', 'operator'],
  ['operate', 'Also cancel, replay and roll back', 'operator'],
  ['administer', 'Manage users', 'admin'],
]
const nameRule = 'A name: lower case letters, digits, - and _, at most 63'
const spans = [
  ['7', '7 days'],
  ['30', '30 days'],
  ['90', '90 days'],
  ['365', 'A year'],
] as const

export function NewKeyDialog({ onClose, onMade }: { onClose: () => void; onMade: () => void }) {
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<string[]>(['read'])
  const [dataset, setDataset] = useState('')
  const [pipeline, setPipeline] = useState('')
  const [days, setDays] = useState('90')
  const [secret, setSecret] = useState('')
  const confinedTo: Partial<Record<string, string>> = { read: dataset.trim(), start: pipeline.trim() }
  const wanted = chosen.map((scope) => (confinedTo[scope] ? `${scope}:${confinedTo[scope]}` : scope))
  const action = useAction(async () => {
    const { key } = await makeKey({ name, scopes: wanted, expiresInDays: Number(days) })
    setSecret(key)
    onMade()
  })

  const placeOf = (scope: string) => [`scopes/${chosen.indexOf(scope)}`]
  const { at, rest } = faultsAt(action.failure, {
    name: { takes: 'At most 100 characters, on one line.' },
    dataset: { takes: `${nameRule}.`, paths: placeOf('read') },
    pipeline: { takes: `${nameRule}; with /dataset behind it, into that dataset alone.`, paths: placeOf('start') },
  })

  if (secret) return <SecretDialog title="The key" value={secret} onClose={onClose} />
  return (
    <FormDialog
      title="Make a key"
      deed="Make it"
      disabled={chosen.length === 0}
      action={action}
      rest={rest}
      onClose={onClose}
    >
      <TextField label="What it is for" error={at.name} required maxLength={100} value={name} onInput={setName} />
      <fieldset class="scopes">
        <legend>What it may do</legend>
        {scopes
          .filter(([, , role]) => isAtLeast(role))
          .map(([scope, what]) => (
            <label key={scope}>
              <input
                type="checkbox"
                checked={chosen.includes(scope)}
                onChange={({ currentTarget: { checked } }) =>
                  setChosen(checked ? [...chosen, scope] : chosen.filter((each) => each !== scope))
                }
              />
              {what}
            </label>
          ))}
      </fieldset>
      {chosen.includes('read') && (
        <TextField
          label="Read this dataset only (optional)"
          error={at.dataset}
          autocomplete="off"
          maxLength={63}
          value={dataset}
          onInput={setDataset}
        />
      )}
      {chosen.includes('start') && (
        <TextField
          label="Start this pipeline only (optional)"
          error={at.pipeline}
          autocomplete="off"
          maxLength={127}
          value={pipeline}
          onInput={setPipeline}
        />
      )}
      <SelectField label="Ends after" value={days} onChange={setDays} options={spans} />
    </FormDialog>
  )
}
