import type { SessionEntry } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { endSession, listSessions, logOutEverywhere } from '../../data/people.ts'
import { leave } from '../../data/session.ts'
import { useAction } from '../../data/use-action.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Failure } from '../../parts/notice.tsx'
import { Section } from '../../parts/page.tsx'
import { Shown } from '../../parts/shown.tsx'
import { Table, type Column } from '../../parts/table.tsx'
import { say } from '../../parts/toast.tsx'
import { When } from '../../parts/when.tsx'
import { deviceOf } from './device-of.ts'

/** Where one is signed in. */
export function Sessions() {
  const answer = useAnswer(listSessions, [])
  const [asked, ask] = useState(false)
  const end = useAction(async (id: string) => {
    await endSession(id)
    say('The session has ended')
    answer.reload()
  })

  const columns: Column<SessionEntry>[] = [
    {
      name: 'Device',
      cell: ({ userAgent, current }) => (
        <span title={userAgent ?? undefined}>
          {deviceOf(userAgent)}{' '}
          {current && (
            <Badge tone="good" icon="published">
              this one
            </Badge>
          )}
        </span>
      ),
    },
    { name: 'From', cell: ({ address }) => address ?? 'unknown' },
    { name: 'Since', cell: ({ createdAt }) => <When at={createdAt} /> },
    { name: 'Ends', cell: ({ expiresAt }) => <When at={expiresAt} /> },
    {
      name: 'Actions',
      actions: true,
      cell: ({ id, current, userAgent }) =>
        !current && (
          <Button kind="quiet" about={`session on ${deviceOf(userAgent)}`} busy={end.busy} onClick={() => end.run(id)}>
            End
          </Button>
        ),
    },
  ]

  return (
    <Section
      title="Your sessions"
      aside={
        <Button kind="danger" onClick={() => ask(true)}>
          Log out everywhere
        </Button>
      }
    >
      <Failure>{end.error}</Failure>
      <Shown answer={answer} what="your sessions">
        {(sessions) => <Table caption="Your sessions" columns={columns} rows={sessions} keyOf={({ id }) => id} />}
      </Shown>
      {asked && (
        <Confirm
          title="Log out everywhere?"
          deed="Log out everywhere"
          danger
          act={async () => {
            await logOutEverywhere()
            leave()
          }}
          onClose={() => ask(false)}
        >
          Every session of yours ends, this one too. Keys go on working.
        </Confirm>
      )}
    </Section>
  )
}
