import type { Format } from '@syndicate/contracts'
import { SelectField, TextField } from '../../parts/field.tsx'
import { readingFieldsOf, type Reading } from './reading.ts'

interface ReadingFieldsProps {
  format: Format
  reading: Reading
  onChange: (reading: Reading) => void
}

/** How the input is read, for the format it has: nothing has to be said. */
export function ReadingFields({ format, reading, onChange }: ReadingFieldsProps) {
  const fields = readingFieldsOf(format)
  if (fields.length === 0) return null
  return (
    <details>
      <summary>Reading</summary>
      <div class="start-options">
        {fields.map(({ key, label, hint, options }) => {
          const shared = { label, hint, value: reading[key] ?? '' }
          const change = (value: string) => onChange({ ...reading, [key]: value })
          return options ? (
            <SelectField key={key} {...shared} options={options} onChange={change} />
          ) : (
            <TextField key={key} {...shared} autocomplete="off" onInput={change} />
          )
        })}
      </div>
    </details>
  )
}
