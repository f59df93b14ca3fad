import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'
import { changeUser } from '../../users/change-user.ts'

export function disableCommand({ context }: CommandDeps) {
  return new Command('disable')
    .description('Lock a user out, with their sessions and keys; users are never deleted')
    .argument('<name>', 'name or id')
    .action((name) => changeUser(context(), name, { disabled: true }, (user) => `${user.username} is disabled`))
}

export function enableCommand({ context }: CommandDeps) {
  return new Command('enable')
    .description('Let a disabled user in again')
    .argument('<name>', 'name or id')
    .action((name) => changeUser(context(), name, { disabled: false }, (user) => `${user.username} may sign in again`))
}
