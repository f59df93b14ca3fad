import { Argument, Command } from '@commander-js/extra-typings'
import { roles } from '@syndicate/contracts/words'
import type { CommandDeps } from '../../deps.ts'
import { changeUser } from '../../users/change-user.ts'

export function roleCommand({ context }: CommandDeps) {
  return new Command('role')
    .description('Change what a user may do; ends their sessions')
    .argument('<name>', 'name or id')
    .addArgument(new Argument('<role>').choices(roles))
    .action((name, role) =>
      changeUser(context(), name, { role }, (user) => `${user.username} is ${user.role} from now on`),
    )
}
