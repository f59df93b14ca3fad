import { ProblemError, User, UserChange } from '@syndicate/contracts'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { refTo } from '../../http/schemas.ts'
import { UserParams } from './user-params.ts'

const schema = {
  tags: ['users'],
  operationId: 'changeUser',
  summary: 'Change a user’s role or password, or disable them',
  description:
    'Ends their sessions and WebSockets everywhere. Users are never deleted, for runs refer to them. The last enabled ' +
    'administrator stays one.',
  params: UserParams,
  body: refTo(UserChange),
  response: { 200: refTo(User) },
}

export function changeUser(app: App, { catalog, passwords, revocation }: Gateway): void {
  app.patch(
    '/api/users/:id',
    {
      schema,
      config: {
        needs: 'administer',
        audit: 'user.change',
        problems: ['user-not-found', 'last-admin', 'weak-password'],
      },
    },
    async (request) => {
      const { id } = request.params
      const { password, ...changes } = request.body
      const passwordHash = password === undefined ? undefined : await hashFor(id, password)
      const { user, known } = await catalog.users.change(id, { ...changes, ...(passwordHash && { passwordHash }) })
      await revocation.announce(known)
      return user
    },
  )

  async function hashFor(id: string, password: string): Promise<string> {
    const user = await catalog.users.byId(id)
    if (!user) throw new ProblemError('user-not-found')
    return passwords.hashNew(password, user.username)
  }
}
