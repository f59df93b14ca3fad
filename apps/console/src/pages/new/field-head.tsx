import type { InferredField, InferredType } from '@syndicate/contracts'
import { castTypes } from '@syndicate/contracts/words'
import { SelectField } from '../../parts/field.tsx'
import { fieldWith, type FieldEdit } from '../../pipeline/definition-with.ts'

/** What a step cannot make something else of. */
const nested: InferredType[] = ['object', 'array']

interface FieldHeadProps {
  field: InferredField
  edit: FieldEdit | undefined
  onChange: (edit: FieldEdit) => void
}

/** What a column is, how that is known, and what the schema will assert of it. */
export function FieldHead({ field, edit = {}, onChange }: FieldHeadProps) {
  const { name, evidence, range, enum: choices } = field
  const now = fieldWith(field, edit)
  const types = castTypes.some((each) => each === field.type) ? castTypes : [field.type, ...castTypes]
  const offersChoices = choices !== undefined && now.type === field.type
  const offersRange = range !== undefined && (now.type === 'integer' || now.type === 'number')
  return (
    <div class="field-head">
      {nested.includes(field.type) ? (
        <span class="field-type">{field.type}</span>
      ) : (
        <SelectField
          label={`Type of ${name}`}
          unseen
          value={now.type}
          onChange={(type) => onChange({ ...edit, type: type as InferredType })}
          options={types.map((each) => [each, each])}
        />
      )}
      <p class="evidence" title={evidence}>
        {evidence}
      </p>
      <Tick
        label="required"
        of={name}
        checked={now.required}
        onChange={(required) => onChange({ ...edit, required })}
      />
      {offersRange && (
        <Tick
          label={rangeInWords(range)}
          of={name}
          checked={now.range}
          onChange={(checked) => onChange({ ...edit, range: checked })}
        />
      )}
      {offersChoices && (
        <Tick
          label={`one of ${choices.length}`}
          title={choices.join(', ')}
          of={name}
          checked={now.choices}
          onChange={(checked) => onChange({ ...edit, choices: checked })}
        />
      )}
    </div>
  )
}

interface TickProps {
  label: string
  title?: string
  /** The field, for those who hear it without its column. */
  of: string
  checked: boolean
  onChange: (checked: boolean) => void
}

function Tick({ label, title, of, checked, onChange }: TickProps) {
  return (
    <label class="check-field" title={title}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {label}
      <span class="unseen"> ({of})</span>
    </label>
  )
}

function rangeInWords({ minimum, maximum }: NonNullable<InferredField['range']>): string {
  if (minimum === undefined) return `at most ${maximum}`
  return maximum === undefined ? `at least ${minimum}` : `${minimum} to ${maximum}`
}
