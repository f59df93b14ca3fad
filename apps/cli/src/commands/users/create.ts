import { Command, Option } from '@commander-js/extra-typings'
import { roles } from '@syndicate/contracts/words'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { newPassword } from '../../prompts/secrets.ts'

export function createUserCommand({ context }: CommandDeps) {
  return new Command('create')
    .description('Make a user. The password is asked for, or read from standard input')
    .argument('<name>', 'letters, digits and . _ @ -')
    .addOption(new Option('--role <role>', 'what they may do').choices(roles).makeOptionMandatory())
    .addHelpText(
      'after',
      examples(
        ['asks for the password twice', 'syndicate users create ada --role operator'],
        ['from a password manager', 'pass show syndicate/ada | syndicate users create ada --role operator'],
      ),
    )
    .action(async (username, { role }) => {
      const here = context()
      const client = await here.client()
      const password = await newPassword(here, `Password for ${username}`)
      const user = await client.request('POST /api/users', { body: { username, password, role } })
      here.out.value(user, () => `${user.username} may sign in as ${user.role}`)
    })
}
