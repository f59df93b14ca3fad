import { ProblemError, SessionEntry } from '@syndicate/contracts'
import { credentialOf } from '@syndicate/identity'
import Type from 'typebox'
import type { App } from '../../app-type.ts'
import { principalOf } from '../../auth/principal.ts'
import type { Gateway } from '../../gateway.ts'
import { refTo } from '../../http/schemas.ts'
import { UserParams } from './user-params.ts'

const schema = {
  tags: ['users'],
  operationId: 'listUserSessions',
  summary: 'List the sessions of a user, newest first',
  params: UserParams,
  response: { 200: Type.Object({ sessions: Type.Array(refTo(SessionEntry)) }) },
}

export function listUserSessions(app: App, { catalog }: Gateway): void {
  app.get(
    '/api/users/:id/sessions',
    { schema, config: { needs: 'administer', problems: ['user-not-found'] } },
    async (request) => {
      const { id } = request.params
      if (!(await catalog.users.byId(id))) throw new ProblemError('user-not-found')
      const sessions = await catalog.sessions.list(id)
      const current = credentialOf(principalOf(request))
      return { sessions: sessions.map((each) => ({ ...each, current: each.id === current })) }
    },
  )
}
