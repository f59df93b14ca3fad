import { takesNoPasswords } from '@syndicate/config'
import { ProblemError } from '@syndicate/contracts'
import { createUser } from '@syndicate/identity'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { bind } from '../bind.ts'

export function newUser(app: App, { catalog, config, passwords }: Gateway): void {
  bind(app, 'POST /api/users', async (request, reply) => {
    if (takesNoPasswords(config)) throw new ProblemError('passwords-off', 'People are added as they sign in')
    const user = await createUser({ users: catalog.users, passwords }, request.body)
    request.target = user.id
    return reply.code(201).send(user)
  })
}
