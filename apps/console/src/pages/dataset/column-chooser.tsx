import { Button } from '../../parts/button.tsx'
import { CheckField } from '../../parts/field.tsx'

interface ColumnChooserProps {
  fields: string[]
  shown: string[]
  /** @param columns none: as many as have room */
  onChange: (columns: string[] | undefined) => void
}

/** Which fields are columns. */
export function ColumnChooser({ fields, shown, onChange }: ColumnChooserProps) {
  return (
    <details class="column-chooser">
      <summary>
        Columns: {shown.length} of {fields.length}
      </summary>
      <fieldset>
        <legend class="unseen">Columns</legend>
        {fields.map((field) => (
          <CheckField
            key={field}
            label={field}
            checked={shown.includes(field)}
            onChange={(checked) => onChange(fields.filter((each) => (each === field ? checked : shown.includes(each))))}
          />
        ))}
      </fieldset>
      <Button kind="quiet" onClick={() => onChange(undefined)}>
        As at first
      </Button>
    </details>
  )
}
