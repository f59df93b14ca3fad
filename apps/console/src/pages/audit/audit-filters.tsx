import type { User } from '@syndicate/contracts'
import { auditKinds, auditOutcomes } from '@syndicate/contracts/words'
import { useTyped } from '../../data/use-typed.ts'
import { times } from '../../format/time-spans.ts'
import { SelectField, TextField } from '../../parts/field.tsx'
import { nameOf } from './entry-in-words.ts'

/** A search goes out when the typing pauses. */
const typingPauseMs = 400

interface AuditFiltersProps {
  query: Record<string, string>
  onChange: (change: Record<string, string | undefined>) => void
  users: User[]
}

const outcomes = { done: 'Was done', refused: 'Was refused', failed: 'Failed' } as const
const kinds = auditKinds
  .map((kind) => [kind, nameOf(kind)] as const)
  .toSorted(([, a], [, b]) => a.localeCompare(b, 'en'))

export function AuditFilters({ query, onChange, users }: AuditFiltersProps) {
  const [target, setTarget] = useTyped(query['target'] ?? '', typingPauseMs, (text) => onChange({ target: text }))
  return (
    <form class="run-filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <TextField
        label="Run, dataset or whatever it was done to"
        unseen
        type="search"
        placeholder="A run’s id, or a name, in full"
        maxLength={200}
        value={target}
        onInput={setTarget}
      />
      <SelectField
        label="Who"
        unseen
        value={query['user'] ?? ''}
        onChange={(user) => onChange({ user })}
        options={[['', 'Anybody'], ...users.map(({ id, username }) => [id, username] as const)]}
      />
      <SelectField
        label="Action"
        unseen
        value={query['kind'] ?? ''}
        onChange={(kind) => onChange({ kind })}
        options={[['', 'Any action'], ...kinds]}
      />
      <SelectField
        label="Outcome"
        unseen
        value={query['outcome'] ?? ''}
        onChange={(outcome) => onChange({ outcome })}
        options={[['', 'Any outcome'], ...auditOutcomes.map((outcome) => [outcome, outcomes[outcome]] as const)]}
      />
      <SelectField
        label="Time"
        unseen
        value={query['time'] ?? ''}
        onChange={(time) => onChange({ time })}
        options={[['', 'Any time'], ...times.map(([key, shown]) => [key, shown] as const)]}
      />
    </form>
  )
}
