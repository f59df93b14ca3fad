import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { createUserCommand } from './create.ts'
import { disableCommand, enableCommand } from './disable.ts'
import { listUsersCommand } from './list.ts'
import { resetPasswordCommand } from './reset-password.ts'
import { roleCommand } from './role.ts'
import { userSessionsCommand } from './sessions.ts'

export function usersCommand(deps: CommandDeps) {
  return new Command('users')
    .description('People, for administrators: list, create, change, disable')
    .addCommand(listUsersCommand(deps), { isDefault: true })
    .addCommand(createUserCommand(deps))
    .addCommand(roleCommand(deps))
    .addCommand(disableCommand(deps))
    .addCommand(enableCommand(deps))
    .addCommand(resetPasswordCommand(deps))
    .addCommand(userSessionsCommand(deps))
    .addHelpText(
      'after',
      examples(
        ['who is there', 'syndicate users'],
        ['somebody new', 'syndicate users create ada --role operator'],
        ['somebody leaves', 'syndicate users disable ada'],
      ),
    )
}
