import { useId } from 'preact/hooks'
import { Button } from '../../parts/button.tsx'
import { Field, SelectField, TextField } from '../../parts/field.tsx'
import { isAllText, type FieldEdit } from '../../patch/field-edits.ts'
import './field-edits-form.css'

interface FieldEditsProps {
  edits: FieldEdit[]
  record: unknown
  /** The records' values in the first field are not all the same. */
  differs: boolean
  onChange: (edits: FieldEdit[]) => void
}

/** Set this field to that, remove that one. */
export function FieldEdits({ edits, record, differs, onChange }: FieldEditsProps) {
  const listId = useId()
  const fields = typeof record === 'object' && record !== null ? Object.entries(record) : []
  const change = (index: number, with_: Partial<FieldEdit>) =>
    onChange(edits.map((edit, at) => (at === index ? { ...edit, ...with_ } : edit)))
  return (
    <div class="form">
      <datalist id={listId}>
        {fields.map(([name]) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {edits.map((edit, index) => (
        <div class="field-edit" key={index}>
          <SelectField
            label="Do"
            value={edit.op}
            onChange={(op) => change(index, { op: op as FieldEdit['op'] })}
            options={[
              ['set', 'Set'],
              ['remove', 'Remove'],
            ]}
          />
          <Field label="Field">
            {(labelled) => (
              <input
                {...labelled}
                class="input"
                list={listId}
                autocomplete="off"
                value={edit.field}
                onInput={(event) => change(index, { field: event.currentTarget.value })}
              />
            )}
          </Field>
          {edit.op === 'set' && (
            <TextField
              label="To"
              autocomplete="off"
              focused={index === 0 && edit.field !== ''}
              placeholder={differs && index === 0 ? 'the values differ' : nowIn(record, edit.field)}
              hint={differs && index === 0 ? 'Becomes the value in all of them' : undefined}
              value={edit.value}
              onInput={(value) => change(index, { value })}
            />
          )}
        </div>
      ))}
      <p class="hint">
        {isAllText(record)
          ? 'Values are text, as in the rest of this record.'
          : 'Values are read as JSON where they can be: 5, true, null, "5". Anything else is text.'}
      </p>
      <div class="form-actions">
        <Button kind="quiet" onClick={() => onChange([...edits, { op: 'set', field: '', value: '' }])}>
          Another field
        </Button>
      </div>
    </div>
  )
}

function nowIn(record: unknown, field: string): string {
  if (typeof record !== 'object' || record === null || !Object.hasOwn(record, field)) return ''
  return `now ${JSON.stringify((record as Record<string, unknown>)[field])}`
}
