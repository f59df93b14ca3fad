import type { AlertDestination } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { removeDestination, showDelivery, testDestination } from '../../data/alerts.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAction } from '../../data/use-action.ts'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Failure } from '../../parts/notice.tsx'
import { Table, type Column } from '../../parts/table.tsx'
import { say } from '../../parts/toast.tsx'
import { kindNames } from './kind-names.ts'

interface DestinationTableProps {
  destinations: AlertDestination[]
  onChanged: () => void
  onTested: () => void
}

const askEveryMs = 1_000
/** Longer than one try takes. */
const mostAsked = 15

export function DestinationTable({ destinations, onChanged, onTested }: DestinationTableProps) {
  const [removing, remove] = useState<AlertDestination | null>(null)
  const [failure, fail] = useState<string>()
  const test = useAction(async ({ id, name }: AlertDestination) => {
    fail(undefined)
    const { state, answer } = await outcomeOf((await testDestination(id)).id).finally(onTested)
    if (state === 'delivered') say(`Delivered to ${name}`)
    else fail(`Not delivered to ${name}: ${answer ?? 'no worker has sent it yet'}`)
  })

  const columns: Column<AlertDestination>[] = [
    { name: 'Destination', cell: ({ name }) => name },
    { name: 'Kind', cell: ({ kind }) => kindNames[kind] },
    { name: 'Address', cell: ({ address }) => <code>{address}</code> },
    { name: 'Rules', figure: true, cell: ({ rules }) => rules },
    ...(isAtLeast('operator')
      ? [
          {
            name: 'Actions',
            actions: true,
            cell: (destination: AlertDestination) => (
              <>
                <Button
                  kind="quiet"
                  about={`to ${destination.name}`}
                  busy={test.busy}
                  onClick={() => test.run(destination)}
                >
                  Send a test
                </Button>
                {isAtLeast('admin') && (
                  <Button kind="quiet" about={destination.name} onClick={() => remove(destination)}>
                    Remove
                  </Button>
                )}
              </>
            ),
          },
        ]
      : []),
  ]

  return (
    <>
      <Failure>{test.error ?? failure}</Failure>
      <Table caption="Destinations" columns={columns} rows={destinations} keyOf={({ id }) => id} />
      {removing && (
        <Confirm
          title={`Remove ${removing.name}?`}
          deed="Remove"
          danger
          act={async () => {
            await removeDestination(removing.id)
            say(`${removing.name} is removed`)
            onChanged()
            onTested()
          }}
          onClose={() => remove(null)}
        >
          Its deliveries go with it. Rules must not send there any more.
        </Confirm>
      )}
    </>
  )
}

/** What came of a delivery, once something has. */
async function outcomeOf(id: string) {
  for (let asked = 1; ; asked++) {
    const delivery = await showDelivery(id)
    if (delivery.answer !== null || asked === mostAsked) return delivery
    await new Promise((resolve) => setTimeout(resolve, askEveryMs))
  }
}
