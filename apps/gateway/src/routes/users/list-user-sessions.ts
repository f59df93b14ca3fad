import { ProblemError } from '@syndicate/contracts'
import { credentialOf } from '@syndicate/identity'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function listUserSessions(app: App, { catalog }: Gateway): void {
  bind(app, 'GET /api/users/:id/sessions', async (request) => {
    const { id } = request.params
    if (!(await catalog.users.byId(id))) throw new ProblemError('user-not-found')
    const sessions = await catalog.sessions.list(id)
    const current = credentialOf(principalOf(request))
    return { sessions: sessions.map((each) => ({ ...each, current: each.id === current })) }
  })
}
