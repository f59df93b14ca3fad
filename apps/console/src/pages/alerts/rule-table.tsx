import type { AlertDestination, AlertRule } from '@syndicate/contracts'
import { conditionInWords } from '@syndicate/contracts/condition-in-words'
import { useState } from 'preact/hooks'
import { changeRule, removeRule } from '../../data/alerts.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAction } from '../../data/use-action.ts'
import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Failure } from '../../parts/notice.tsx'
import { Table, type Column } from '../../parts/table.tsx'
import { say } from '../../parts/toast.tsx'
import { When } from '../../parts/when.tsx'
import { RuleDialog } from './rule-dialog.tsx'

interface RuleTableProps {
  rules: AlertRule[]
  destinations: AlertDestination[]
  onChanged: () => void
}

export function RuleTable({ rules, destinations, onChanged }: RuleTableProps) {
  const [editing, edit] = useState<AlertRule | null>(null)
  const [removing, remove] = useState<AlertRule | null>(null)
  const turn = useAction(async ({ id, name, enabled }: AlertRule) => {
    await changeRule(id, { enabled: !enabled })
    say(`${name} is ${enabled ? 'off' : 'on'}`)
    onChanged()
  })
  const nameOf = (id: string) => destinations.find((each) => each.id === id)?.name ?? id

  const columns: Column<AlertRule>[] = [
    { name: 'Rule', cell: ({ name }) => name },
    { name: 'Tells when', cell: ({ when }) => conditionInWords(when) },
    { name: 'To', cell: (rule) => rule.destinations.map(nameOf).join(', ') },
    { name: 'State', cell: (rule) => <RuleState rule={rule} /> },
    { name: 'Last told', cell: ({ lastAlertAt }) => (lastAlertAt ? <When at={lastAlertAt} /> : 'never') },
    ...(isAtLeast('operator')
      ? [
          {
            name: 'Actions',
            actions: true,
            cell: (rule: AlertRule) => (
              <>
                <Button kind="quiet" about={rule.name} busy={turn.busy} onClick={() => turn.run(rule)}>
                  {rule.enabled ? 'Switch off' : 'Switch on'}
                </Button>
                <Button kind="quiet" about={rule.name} onClick={() => edit(rule)}>
                  Edit
                </Button>
                <Button kind="quiet" about={rule.name} onClick={() => remove(rule)}>
                  Remove
                </Button>
              </>
            ),
          },
        ]
      : []),
  ]

  return (
    <>
      <Failure>{turn.error}</Failure>
      <Table caption="Rules" columns={columns} rows={rules} keyOf={({ id }) => id} />
      {editing && (
        <RuleDialog rule={editing} destinations={destinations} onClose={() => edit(null)} onSaved={onChanged} />
      )}
      {removing && (
        <Confirm
          title={`Remove ${removing.name}?`}
          deed="Remove"
          danger
          act={async () => {
            await removeRule(removing.id)
            say(`${removing.name} is removed`)
            onChanged()
          }}
          onClose={() => remove(null)}
        >
          What it has told stays in the list of deliveries.
        </Confirm>
      )}
    </>
  )
}

function RuleState({ rule: { enabled, holds } }: { rule: AlertRule }) {
  if (!enabled)
    return (
      <Badge tone="calm" icon="cancelled">
        off
      </Badge>
    )
  if (holds.length === 0)
    return (
      <Badge tone="good" icon="published">
        on
      </Badge>
    )
  return (
    <>
      <Badge tone="bad" icon="failed">
        holds
      </Badge>{' '}
      {holds.join(', ')}
    </>
  )
}
