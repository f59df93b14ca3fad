import type { AlertDestination, AlertRule, AlertWhen } from '@syndicate/contracts'
import { finalStates } from '@syndicate/contracts/words'
import { useState } from 'preact/hooks'
import { addRule, changeRule } from '../../data/alerts.ts'
import { faultsAt } from '../../data/faults-at.ts'
import { useAction } from '../../data/use-action.ts'
import { CheckField, SelectField, TextField } from '../../parts/field.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { say } from '../../parts/toast.tsx'
import { draftOf, fieldsOf, whenOf, type RuleDraft } from './rule-draft.ts'
import './rule-dialog.css'

const events: readonly (readonly [AlertWhen['event'], string])[] = [
  ['run-ended', 'A run ends'],
  ['records-refused', 'A published run refused too much'],
  ['nothing-arrived', 'Nothing arrives at a dataset'],
  ['quarantine-grew', 'Quarantine grows'],
]

/** What is written as text, with what helps to write it. */
const texts: Record<Exclude<keyof RuleDraft & keyof AlertWhen, 'event' | 'states'>, [label: string, hint: string]> = {
  moreThan: ['More than', 'A share such as 5%, or a number of records'],
  hours: ['Hours', 'Since the last version was published'],
  records: ['Records within an hour', 'Told when more were refused'],
  pipeline: ['Pipeline', 'All, or a name; * stands for anything'],
  dataset: ['Dataset', 'A name; * stands for anything'],
}

const named = (what: string) => `A name of ${what}: lower case letters, digits, - and _; * stands for anything.`
const rules = {
  name: { takes: 'At most 100 characters, on one line.', codes: ['name-taken'] },
  moreThan: { takes: 'A share such as 5%, or a whole number of records.', paths: ['when/moreThan'] },
  hours: { takes: 'A whole number of hours, from 1 to 8760.', paths: ['when/hours'] },
  records: { takes: 'A whole number of records, 1 or more.', paths: ['when/records'] },
  pipeline: { takes: named('pipelines'), paths: ['when/pipeline'] },
  dataset: { takes: named('datasets'), paths: ['when/dataset'] },
  mostPerHour: { takes: 'A whole number from 1 to 60.' },
}

interface RuleDialogProps {
  /** The one that is edited; a new one, when left out. */
  rule?: AlertRule
  destinations: AlertDestination[]
  onClose: () => void
  onSaved: () => void
}

/** Writes a rule, or writes one anew: whether it is on stays. */
export function RuleDialog({ rule, destinations, onClose, onSaved }: RuleDialogProps) {
  const before = draftOf(rule, destinations)
  const [draft, setDraft] = useState<RuleDraft>(before)
  const change = (what: Partial<RuleDraft>) => setDraft({ ...draft, ...what })
  const action = useAction(async () => {
    const { name, destinations: to, mostPerHour } = draft
    const when = whenOf(draft)
    const settings = { name, destinations: to, mostPerHour: Number(mostPerHour) }
    if (rule) {
      // One that looks for the same goes on with what it has told.
      const isOther = JSON.stringify(when) !== JSON.stringify(whenOf(before))
      await changeRule(rule.id, { ...settings, ...(isOther && { when }) })
    } else await addRule({ ...settings, when, enabled: true })
    say(rule ? `${name} is changed` : `${name} is on`)
    onSaved()
    onClose()
  })

  const { at, rest } = faultsAt(action.failure, rules)
  return (
    <FormDialog
      title={rule ? `Edit ${rule.name}` : 'Add a rule'}
      deed={rule ? 'Save' : 'Add'}
      disabled={draft.destinations.length === 0 || (draft.event === 'run-ended' && draft.states.length === 0)}
      action={action}
      rest={rest}
      onClose={onClose}
    >
      <TextField
        label="Name"
        error={at.name}
        autocomplete="off"
        required
        maxLength={100}
        value={draft.name}
        onInput={(name) => change({ name })}
      />
      <SelectField
        label="Tell when"
        value={draft.event}
        options={events}
        onChange={(event) => change({ event: event as AlertWhen['event'] })}
      />
      {fieldsOf(draft.event).map(([field, optional]) =>
        field === 'states' ? (
          <Choices
            key={field}
            legend="It ends"
            options={finalStates.map((state) => [state, state])}
            chosen={draft.states}
            onChange={(states) => change({ states: states as (typeof finalStates)[number][] })}
          />
        ) : (
          field !== 'event' && (
            <TextField
              key={field}
              label={texts[field][0]}
              hint={texts[field][1]}
              error={at[field]}
              autocomplete="off"
              required={!optional}
              maxLength={63}
              value={draft[field]}
              onInput={(text) => change({ [field]: text })}
            />
          )
        ),
      )}
      <Choices
        legend="Tell it to"
        options={destinations.map(({ id, name }) => [id, name])}
        chosen={draft.destinations}
        onChange={(to) => change({ destinations: to })}
      />
      <TextField
        label="Alerts an hour at most"
        error={at.mostPerHour}
        hint="What is more is told as a sum"
        type="number"
        required
        value={draft.mostPerHour}
        onInput={(mostPerHour) => change({ mostPerHour })}
      />
    </FormDialog>
  )
}

interface ChoicesProps {
  legend: string
  options: (readonly [key: string, label: string])[]
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
}

function Choices({ legend, options, chosen, onChange }: ChoicesProps) {
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {options.map(([key, label]) => (
        <CheckField
          key={key}
          label={label}
          checked={chosen.includes(key)}
          onChange={(checked) => onChange(checked ? [...chosen, key] : chosen.filter((each) => each !== key))}
        />
      ))}
    </fieldset>
  )
}
