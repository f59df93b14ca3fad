import type { ApiKey } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { listKeys, revokeKey } from '../../data/people.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Page } from '../../parts/page.tsx'
import { Empty, Shown } from '../../parts/shown.tsx'
import { Table, type Column } from '../../parts/table.tsx'
import { say } from '../../parts/toast.tsx'
import { When } from '../../parts/when.tsx'
import { NewKeyDialog } from './new-key-dialog.tsx'

export function KeysPage() {
  const answer = useAnswer(listKeys, [])
  const [making, setMaking] = useState(false)
  const [asked, ask] = useState<ApiKey | null>(null)

  const columns: Column<ApiKey>[] = [
    { name: 'For', cell: ({ name }) => name },
    ...(isAtLeast('admin') ? [{ name: 'Owner', cell: ({ username }: ApiKey) => username }] : []),
    { name: 'Scopes', cell: ({ scopes }) => <code>{scopes.join(' ')}</code> },
    { name: 'Last used', cell: ({ lastUsedAt }) => (lastUsedAt ? <When at={lastUsedAt} /> : 'never') },
    { name: 'Ends', cell: ({ expiresAt }) => <When at={expiresAt} /> },
    {
      name: 'Actions',
      actions: true,
      cell: (key) => (
        <Button kind="quiet" about={`the key for ${key.name}`} onClick={() => ask(key)}>
          Revoke
        </Button>
      ),
    },
  ]

  async function revoke({ id, name }: ApiKey): Promise<void> {
    await revokeKey(id)
    say(`The key for ${name} is revoked`)
    answer.reload()
  }

  return (
    <Page
      title="Keys"
      lead="For programs, sent as Authorization: Bearer. A key does what its scopes say, and never more than its owner may."
      actions={
        <Button kind="primary" onClick={() => setMaking(true)}>
          Make a key
        </Button>
      }
    >
      <Shown answer={answer} what="keys">
        {({ keys }) =>
          keys.length === 0 ? (
            <Empty title="No keys">A program that starts runs or reads records gets a key of its own.</Empty>
          ) : (
            <Table caption="Keys" columns={columns} rows={keys} keyOf={({ id }) => id} />
          )
        }
      </Shown>
      {making && <NewKeyDialog onClose={() => setMaking(false)} onMade={answer.reload} />}
      {asked && (
        <Confirm
          title={`Revoke the key for ${asked.name}?`}
          deed="Revoke"
          danger
          act={() => revoke(asked)}
          onClose={() => ask(null)}
        >
          Whatever uses it is refused from then on. This cannot be undone.
        </Confirm>
      )}
    </Page>
  )
}
