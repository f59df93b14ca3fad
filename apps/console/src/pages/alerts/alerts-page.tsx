import { useState } from 'preact/hooks'
import { listDeliveries, listDestinations, listRules } from '../../data/alerts.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { useQuery } from '../../data/use-query.ts'
import { Button } from '../../parts/button.tsx'
import { SelectField } from '../../parts/field.tsx'
import { Page, Section } from '../../parts/page.tsx'
import { Empty, Shown } from '../../parts/shown.tsx'
import type { DeliveryState } from '@syndicate/contracts'
import { DeliveryTable } from './delivery-table.tsx'
import { DestinationTable } from './destination-table.tsx'
import { NewDestinationDialog } from './new-destination-dialog.tsx'
import { RuleDialog } from './rule-dialog.tsx'
import { RuleTable } from './rule-table.tsx'

const stateOptions = [
  ['', 'All'],
  ['pending', 'Pending'],
  ['delivered', 'Delivered'],
  ['dead', 'Dead'],
] as const

export function AlertsPage() {
  const [{ state = '' }, setQuery] = useQuery()
  const rules = useAnswer(listRules, [])
  const destinations = useAnswer(listDestinations, [])
  const wanted = (state || undefined) as DeliveryState | undefined
  const deliveries = useAnswer((signal) => listDeliveries({ state: wanted }, signal), [state])
  const [making, make] = useState<'rule' | 'destination' | null>(null)
  const known = destinations.data?.destinations ?? []

  return (
    <Page
      title="Alerts"
      lead="Who is told of what, and whether it arrived."
      actions={
        isAtLeast('operator') && (
          <Button kind="primary" disabled={known.length === 0} onClick={() => make('rule')}>
            Add a rule
          </Button>
        )
      }
    >
      <Section title="Rules">
        <Shown answer={rules} what="rules">
          {(page) =>
            page.rules.length === 0 ? (
              <Empty title="No rules">Nobody is told of anything yet. A rule needs a destination.</Empty>
            ) : (
              <RuleTable rules={page.rules} destinations={known} onChanged={rules.reload} />
            )
          }
        </Shown>
      </Section>
      <Section
        title="Destinations"
        aside={isAtLeast('admin') && <Button onClick={() => make('destination')}>Add a destination</Button>}
      >
        <Shown answer={destinations} what="destinations">
          {(page) =>
            page.destinations.length === 0 ? (
              <Empty title="No destinations">
                A webhook, a channel of Slack, Teams or Discord, or people by e-mail. Administrators add them.
              </Empty>
            ) : (
              <DestinationTable
                destinations={page.destinations}
                onChanged={destinations.reload}
                onTested={deliveries.reload}
              />
            )
          }
        </Shown>
      </Section>
      <Section
        title="Deliveries"
        aside={
          <SelectField
            label="State of deliveries"
            unseen
            value={state}
            options={stateOptions}
            onChange={(chosen) => setQuery({ state: chosen })}
          />
        }
      >
        <Shown answer={deliveries} what="deliveries">
          {(page) =>
            page.deliveries.length === 0 ? (
              <Empty title="No deliveries">What is sent is listed here for 30 days.</Empty>
            ) : (
              <DeliveryTable answer={deliveries} page={page} state={wanted} />
            )
          }
        </Shown>
      </Section>
      {making === 'rule' && <RuleDialog destinations={known} onClose={() => make(null)} onSaved={rules.reload} />}
      {making === 'destination' && <NewDestinationDialog onClose={() => make(null)} onAdded={destinations.reload} />}
    </Page>
  )
}
