import type { Format, Inference } from '@syndicate/contracts'
import { Field, SelectField } from '../../parts/field.tsx'
import { dialectFields, saying, valueOf, type DialectField, type Said } from './dialect.ts'

interface DialectFieldsProps {
  said: Said
  found: Inference | undefined
  onChange: (said: Said) => void
}

/** How the file is read, and how that is known. Each change reads it anew. */
export function DialectFields({ said, found, onChange }: DialectFieldsProps) {
  const format = (said.format ?? found?.format) as Format | undefined
  const fields = dialectFields.filter(({ of, key }) => key === 'format' || (format && of.includes(format)))
  const shown = (field: DialectField) => (
    <OneField
      key={field.key}
      field={field}
      value={valueOf(field, said, found)}
      evidence={said[field.key] === undefined ? found?.evidence[field.key] : undefined}
      onChange={(value) => onChange(saying(said, field.key, value))}
    />
  )
  const further = fields.filter(({ isFirst }) => !isFirst)
  return (
    <div class="form sheet">
      <div class="dialect">{fields.filter(({ isFirst }) => isFirst).map(shown)}</div>
      {further.length > 0 && (
        <details>
          <summary>More about the reading</summary>
          <div class="dialect">{further.map(shown)}</div>
        </details>
      )}
    </div>
  )
}

interface OneFieldProps {
  field: DialectField
  value: string
  evidence: string | undefined
  onChange: (value: string) => void
}

function OneField({ field: { label, options, hint, key }, value, evidence = hint, onChange }: OneFieldProps) {
  if (!options) {
    return (
      <Field label={label} hint={evidence}>
        {(labelled) => (
          <input
            {...labelled}
            key={value}
            class="input"
            autocomplete="off"
            value={value}
            // Not with every letter: each change reads the file anew.
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        )}
      </Field>
    )
  }
  const known = options.some(([each]) => each === value)
  const other: readonly [string, string] = [value, key === 'header' ? 'Are given' : value || 'Find out']
  return (
    <SelectField
      label={label}
      hint={evidence}
      value={value}
      onChange={onChange}
      options={known ? options : [other, ...options]}
    />
  )
}
