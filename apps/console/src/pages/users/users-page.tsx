import type { Role, User } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { changeUser, listUsers } from '../../data/people.ts'
import { isAtLeast, session } from '../../data/session.ts'
import { signInMethods } from '../../data/sign-in-methods.ts'
import { useAction } from '../../data/use-action.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { SelectField } from '../../parts/field.tsx'
import { Failure } from '../../parts/notice.tsx'
import { Page } from '../../parts/page.tsx'
import { Shown } from '../../parts/shown.tsx'
import { Table, type Column } from '../../parts/table.tsx'
import { say } from '../../parts/toast.tsx'
import { When } from '../../parts/when.tsx'
import { NewPasswordDialog } from './new-password-dialog.tsx'
import { NewUserDialog } from './new-user-dialog.tsx'
import { roleOptions } from './roles.ts'

type Asked = { what: 'new' } | { what: 'password' | 'disable'; user: User }

export function UsersPage() {
  const answer = useAnswer(listUsers, [])
  const [asked, ask] = useState<Asked | null>(null)
  const close = () => ask(null)
  const isAdmin = isAtLeast('admin')
  // Who came from one that is gone signs in with a password from then on.
  const hasNoProvider = useAnswer(signInMethods, []).data?.oidc === null

  async function apply(user: User, change: { role?: Role; disabled?: boolean }, done: string): Promise<void> {
    const changed = await changeUser(user.id, change)
    answer.change((page) => ({ ...page, users: page.users.map((each) => (each.id === changed.id ? changed : each)) }))
    say(done)
  }
  const changeRole = useAction((user: User, role: Role) => apply(user, { role }, `${user.username} is ${role} now`))
  const enable = useAction((user: User) => apply(user, { disabled: false }, `${user.username} may sign in again`))

  const columns: Column<User>[] = [
    {
      name: 'User',
      cell: ({ id, username }) => (
        <>
          {username}
          {id === session.value?.userId && <span class="quiet-text"> (you)</span>}
        </>
      ),
    },
    {
      name: 'Signs in',
      cell: ({ source }) => (source === 'oidc' ? 'at the identity provider' : 'with a password'),
    },
    {
      name: 'State',
      cell: ({ disabled }) => (
        <Badge tone={disabled ? 'calm' : 'good'} icon={disabled ? 'cancelled' : 'published'}>
          {disabled ? 'disabled' : 'active'}
        </Badge>
      ),
    },
    {
      name: 'Role',
      cell: (user) => (
        <SelectField
          label={`Role of ${user.username}`}
          unseen
          value={user.role}
          onChange={(role) => changeRole.run(user, role as Role)}
          options={roleOptions}
        />
      ),
    },
    { name: 'Added', cell: ({ createdAt }) => <When at={createdAt} /> },
    {
      name: 'Actions',
      actions: true,
      cell: (user) => (
        <>
          {(user.source === 'local' || hasNoProvider) && (
            <Button kind="quiet" about={`for ${user.username}`} onClick={() => ask({ what: 'password', user })}>
              Set a password
            </Button>
          )}
          {user.disabled ? (
            <Button kind="quiet" about={user.username} busy={enable.busy} onClick={() => enable.run(user)}>
              Enable
            </Button>
          ) : (
            <Button kind="quiet" about={user.username} onClick={() => ask({ what: 'disable', user })}>
              Disable
            </Button>
          )}
        </>
      ),
    },
  ]

  return (
    <Page
      title="Users"
      lead="Viewers read; operators also start, cancel, replay and roll back; administrators also manage users."
      actions={
        isAdmin && (
          <Button kind="primary" onClick={() => ask({ what: 'new' })}>
            Add a user
          </Button>
        )
      }
    >
      <Failure>{changeRole.error ?? enable.error}</Failure>
      <Shown answer={answer} what="users">
        {({ users }) => <Table caption="Users" columns={columns} rows={users} keyOf={({ id }) => id} />}
      </Shown>
      {asked?.what === 'new' && <NewUserDialog onClose={close} onAdded={answer.reload} />}
      {asked?.what === 'password' && <NewPasswordDialog user={asked.user} onClose={close} />}
      {asked?.what === 'disable' && (
        <Confirm
          title={`Disable ${asked.user.username}?`}
          deed="Disable"
          danger
          act={() => apply(asked.user, { disabled: true }, `${asked.user.username} is disabled`)}
          onClose={close}
        >
          Their sessions and keys end at once, for good. They can be enabled again, and make new keys then.
        </Confirm>
      )}
    </Page>
  )
}
