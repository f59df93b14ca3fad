import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'
import { newPassword } from '../../prompts/secrets.ts'
import { changeUser } from '../../users/change-user.ts'

export function resetPasswordCommand({ context }: CommandDeps) {
  return new Command('reset-password')
    .description('Give a user a new password, asked for or from standard input; ends their sessions')
    .argument('<name>', 'name or id')
    .action(async (name) => {
      const here = context()
      const password = await newPassword(here, `New password for ${name}`)
      await changeUser(here, name, { password }, (user) => `${user.username} has a new password`)
    })
}
