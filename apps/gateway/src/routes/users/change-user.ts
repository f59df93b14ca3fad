import { ProblemError } from '@syndicate/contracts'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function changeUser(app: App, { catalog, passwords, revocation }: Gateway): void {
  bind(app, 'PATCH /api/users/:id', async (request) => {
    const { id } = request.params
    const { password, keepKeys, ...changes } = request.body
    if (keepKeys && password === undefined)
      throw new ProblemError('validation-failed', '`keepKeys` goes with a new password')
    const passwordHash = password === undefined ? undefined : await hashFor(id, password)
    const { user, known } = await catalog.users.change(id, {
      ...changes,
      ...(passwordHash && { passwordHash }),
      ...(keepKeys && { keepKeys }),
    })
    await revocation.announce(known)
    return user
  })

  async function hashFor(id: string, password: string): Promise<string> {
    const user = await catalog.users.byId(id)
    if (!user) throw new ProblemError('user-not-found')
    return passwords.hashNew(password, user.username)
  }
}
