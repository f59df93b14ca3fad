import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'
import { newPassword } from '../../prompts/secrets.ts'
import { changeUser } from '../../users/change-user.ts'

export function resetPasswordCommand({ context }: CommandDeps) {
  return new Command('reset-password')
    .description('Give a user a new password, asked for or from standard input; ends their sessions and API keys')
    .argument('<name>', 'name or id')
    .option('--keep-keys', 'their API keys go on')
    .action(async (name, { keepKeys }) => {
      const here = context()
      const password = await newPassword(here, `New password for ${name}`)
      const change = { password, ...(keepKeys && { keepKeys }) }
      await changeUser(here, name, change, (user) => `${user.username} has a new password`)
    })
}
