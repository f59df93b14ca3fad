import { NewUser, User } from '@syndicate/contracts'
import { createUser } from '@syndicate/identity'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { refTo } from '../../http/schemas.ts'

const schema = {
  tags: ['users'],
  operationId: 'createUser',
  summary: 'Add a user',
  body: refTo(NewUser),
  response: { 201: refTo(User) },
}

export function newUser(app: App, { catalog, passwords }: Gateway): void {
  app.post(
    '/api/users',
    { schema, config: { needs: 'administer', audit: 'user.create', problems: ['username-taken', 'weak-password'] } },
    async (request, reply) => {
      const user = await createUser({ users: catalog.users, passwords }, request.body)
      request.target = user.id
      return reply.code(201).send(user)
    },
  )
}
