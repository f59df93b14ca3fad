import { runStates } from '@syndicate/contracts/words'
import { useTyped } from '../../data/use-typed.ts'
import { times } from '../../format/time-spans.ts'
import { Button } from '../../parts/button.tsx'
import { SelectField, TextField } from '../../parts/field.tsx'
import { PipelineFilter } from './pipeline-filter.tsx'
import './run-filters.css'

/** A search goes out when the typing pauses. */
const typingPauseMs = 300

interface RunFiltersProps {
  query: Record<string, string>
  onChange: (change: Record<string, string | undefined>) => void
}

export function RunFilters({ query, onChange }: RunFiltersProps) {
  const [typed, setTyped] = useTyped(query['q'] ?? '', typingPauseMs, (q) => onChange({ q }))
  const { dataset } = query
  return (
    <form class="run-filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <TextField
        label="Search runs"
        unseen
        type="search"
        placeholder="Search by id, name, file or error"
        maxLength={200}
        value={typed}
        onInput={setTyped}
      />
      <SelectField
        label="State"
        unseen
        value={query['state'] ?? ''}
        onChange={(state) => onChange({ state })}
        options={[['', 'Any state'], ...runStates.map((state) => [state, state] as const)]}
      />
      <PipelineFilter value={query['pipeline'] ?? ''} onChange={(pipeline) => onChange({ pipeline })} />
      <SelectField
        label="Time"
        unseen
        value={query['time'] ?? ''}
        onChange={(time) => onChange({ time })}
        options={[['', 'Any time'], ...times.map(([key, shown]) => [key, shown] as const)]}
      />
      <SelectField
        label="Attention"
        unseen
        value={query['dealtWith'] ?? ''}
        onChange={(dealtWith) => onChange({ dealtWith })}
        options={[
          ['', 'All runs'],
          ['false', 'Want attention'],
          ['true', 'Dealt with'],
        ]}
      />
      {dataset && (
        <Button icon="close" onClick={() => onChange({ dataset: undefined })}>
          Dataset {dataset}
        </Button>
      )}
    </form>
  )
}
