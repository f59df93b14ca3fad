import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'
import { changeUser } from '../../users/change-user.ts'

export function disableCommand({ context }: CommandDeps) {
  return new Command('disable')
    .description('Lock a user out, and end their sessions and keys for good; users are never deleted')
    .argument('<name>', 'name or id')
    .action((name) => changeUser(context(), name, { disabled: true }, (user) => `${user.username} is disabled`))
}

export function enableCommand({ context }: CommandDeps) {
  return new Command('enable')
    .description('Let a disabled user in again; their keys have to be made anew')
    .argument('<name>', 'name or id')
    .action((name) => changeUser(context(), name, { disabled: false }, (user) => `${user.username} may sign in again`))
}
