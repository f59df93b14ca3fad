import { useState } from 'preact/hooks'
import { Button } from '../../parts/button.tsx'
import { SelectField, TextField } from '../../parts/field.tsx'
import { inWords, needsNoValue, operators, type Condition, type Operator } from './condition.ts'

interface RecordFilterProps {
  fields: string[]
  conditions: Condition[]
  onChange: (conditions: Condition[]) => void
}

/** Adds conditions, and takes them away again. */
export function RecordFilter({ fields, conditions, onChange }: RecordFilterProps) {
  const [field, setField] = useState<string>()
  const [operator, setOperator] = useState<Exclude<Operator, 'cel'>>('is')
  const [value, setValue] = useState('')
  const isCel = field === celField
  const of = field ?? fields[0] ?? celField
  const asksForValue = of === celField || !needsNoValue(operator)
  const isReady = !asksForValue || value.trim() !== ''

  function add(): void {
    if (!isReady) return
    const condition: Condition = of === celField ? ['', 'cel', value.trim()] : [of, operator, asksForValue ? value : '']
    onChange([...conditions, condition])
    setValue('')
  }

  return (
    <form
      class="record-filter"
      aria-label="Filter records"
      onSubmit={(event) => {
        event.preventDefault()
        add()
      }}
    >
      <SelectField
        label="Field"
        unseen
        value={of}
        onChange={setField}
        options={[...fields.map((name) => [name, name] as const), [celField, 'An expression (CEL)'] as const]}
      />
      {!isCel && of !== celField && (
        <SelectField
          label="Condition"
          unseen
          value={operator}
          onChange={(chosen) => setOperator(chosen as Exclude<Operator, 'cel'>)}
          options={operators}
        />
      )}
      {asksForValue && (
        <TextField
          label={of === celField ? 'Expression' : 'Value'}
          unseen
          placeholder={of === celField ? 'cpu > 90.0 && has(record.host)' : 'Value'}
          autocomplete="off"
          maxLength={1500}
          value={value}
          onInput={setValue}
        />
      )}
      <Button type="submit" disabled={!isReady}>
        Filter
      </Button>
      {conditions.length > 0 && (
        <ul class="record-conditions" aria-label="Conditions">
          {conditions.map((condition, index) => (
            <li key={index}>
              <Button
                icon="close"
                about="no longer asked for"
                onClick={() => onChange(conditions.filter((_, each) => each !== index))}
              >
                {inWords(condition)}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </form>
  )
}

/** No field is called so: names are not empty. */
const celField = ''
