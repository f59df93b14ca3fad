import { ProblemError } from '@syndicate/contracts'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function changeUser(app: App, { catalog, config, passwords, revocation }: Gateway): void {
  bind(app, 'PATCH /api/users/:id', async (request) => {
    const { id } = request.params
    const { password, keepKeys, ...changes } = request.body
    if (keepKeys && password === undefined)
      throw new ProblemError('validation-failed', '`keepKeys` goes with a new password')
    if (password !== undefined || changes.role !== undefined) await requireOurs(id, password === undefined)
    const passwordHash = password === undefined ? undefined : await hashFor(id, password)
    const { user, known } = await catalog.users.change(id, {
      ...changes,
      ...(passwordHash && { passwordHash }),
      ...(keepKeys && { keepKeys }),
    })
    await revocation.announce(known)
    return user
  })

  /**
   * Who signs in at a provider has no password here; their role is its own where it says so. Where none is set up any more,
   * a password is their way in, and makes them a user of this service alone.
   */
  async function requireOurs(id: string, onlyRole: boolean): Promise<void> {
    const { oidc } = config.api.auth
    if (!oidc || (onlyRole && oidc.roleClaim === undefined)) return
    const user = await catalog.users.byId(id)
    if (user?.source === 'oidc')
      throw new ProblemError(
        'managed-by-provider',
        `${user.username} signs in at the identity provider: change it there`,
      )
  }

  async function hashFor(id: string, password: string): Promise<string> {
    const user = await catalog.users.byId(id)
    if (!user) throw new ProblemError('user-not-found')
    return passwords.hashNew(password, user.username)
  }
}
