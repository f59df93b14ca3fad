import type { QuarantineState } from '@syndicate/contracts'
import { useTyped } from '../../data/use-typed.ts'
import { Button } from '../../parts/button.tsx'
import { SelectField, TextField } from '../../parts/field.tsx'

/** A search goes out when the typing pauses. */
const typingPauseMs = 300

const states = [
  ['open', 'Open'],
  ['replaying', 'Replaying'],
  ['replayed', 'Replayed'],
  ['discarded', 'Discarded'],
  ['any', 'In any state'],
] as const satisfies readonly (readonly [QuarantineState | 'any', string])[]
export type ShownState = (typeof states)[number][0]

interface QuarantineFiltersProps {
  query: Record<string, string>
  datasets: readonly string[]
  /** Fields that records are refused for. */
  fields: readonly string[]
  onChange: (change: Record<string, string | undefined>) => void
}

/** What narrows the records down; all of it stands in the address. */
export function QuarantineFilters({ query, datasets, fields, onChange }: QuarantineFiltersProps) {
  const { run, dataset = '', field = '', state = 'open', q = '' } = query
  const [typed, setTyped] = useTyped(q, typingPauseMs, (text) => onChange({ q: text }))
  const named = (names: readonly string[], chosen: string) => [...new Set(chosen ? [chosen, ...names] : names)]
  return (
    <form class="quarantine-filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <TextField
        label="Search refused records"
        unseen
        type="search"
        placeholder="Search records and reasons"
        maxLength={200}
        value={typed}
        onInput={setTyped}
      />
      <SelectField
        label="Field at fault"
        unseen
        value={field}
        onChange={(next) => onChange({ field: next })}
        options={[['', 'Any field'], ...named(fields, field).map((name) => [name, name] as const)]}
      />
      <SelectField
        label="State"
        unseen
        value={state}
        onChange={(next) => onChange({ state: next === 'open' ? undefined : next })}
        options={states}
      />
      <SelectField
        label="Dataset"
        unseen
        value={dataset}
        onChange={(next) => onChange({ dataset: next })}
        options={[['', 'Any dataset'], ...named(datasets, dataset).map((name) => [name, name] as const)]}
      />
      {run && (
        <Button icon="close" onClick={() => onChange({ run: undefined })}>
          Run …{run.slice(-12)}
        </Button>
      )}
    </form>
  )
}
