import type { AlertDelivery, AnswerTo, DeliveryState } from '@syndicate/contracts'
import { listDeliveries, resend } from '../../data/alerts.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAction } from '../../data/use-action.ts'
import type { Answer } from '../../data/use-answer.ts'
import { StateBadge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { More } from '../../parts/more.tsx'
import { Failure } from '../../parts/notice.tsx'
import { Table, type Column } from '../../parts/table.tsx'
import { say } from '../../parts/toast.tsx'
import { When } from '../../parts/when.tsx'

type Deliveries = AnswerTo<'GET /api/alerts/deliveries'>

interface DeliveryTableProps {
  answer: Answer<Deliveries>
  page: Deliveries
  state: DeliveryState | undefined
}

export function DeliveryTable({ answer, page: { deliveries, next }, state }: DeliveryTableProps) {
  const again = useAction(async ({ id }: AlertDelivery) => {
    const delivery = await resend(id)
    answer.change((page) => ({
      ...page,
      deliveries: page.deliveries.map((each) => (each.id === id ? delivery : each)),
    }))
    say(`It is sent to ${delivery.destination} again`)
  })

  async function more(cursor: string): Promise<void> {
    const page = await listDeliveries({ state, cursor })
    answer.change((before) => ({ deliveries: [...before.deliveries, ...page.deliveries], next: page.next }))
  }

  const columns: Column<AlertDelivery>[] = [
    { name: 'State', cell: (delivery) => <StateBadge state={delivery.state} /> },
    { name: 'Alert', cell: ({ title }) => title },
    { name: 'To', cell: ({ destination }) => destination },
    { name: 'When', cell: ({ createdAt }) => <When at={createdAt} /> },
    { name: 'Tries', figure: true, cell: ({ attempts }) => attempts },
    { name: 'Last answer', cell: ({ answer: said }) => said ?? 'none yet' },
    ...(isAtLeast('operator')
      ? [
          {
            name: 'Actions',
            actions: true,
            cell: (delivery: AlertDelivery) =>
              delivery.state !== 'pending' && (
                <Button
                  kind="quiet"
                  about={`to ${delivery.destination}: ${delivery.title}`}
                  busy={again.busy}
                  onClick={() => again.run(delivery)}
                >
                  Send again
                </Button>
              ),
          },
        ]
      : []),
  ]

  return (
    <>
      <Failure>{again.error}</Failure>
      <Table caption="Deliveries" columns={columns} rows={deliveries} keyOf={({ id }) => id} />
      {next !== null && <More load={() => more(next)}>Older deliveries</More>}
    </>
  )
}
