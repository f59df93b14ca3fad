import { Command } from '@commander-js/extra-typings'
import { wholeNumber } from '../../arguments/whole-number.ts'
import type { CommandDeps } from '../../deps.ts'
import { listUsers } from '../../users/find-user.ts'
import { userColumns } from '../../users/user-columns.ts'

export function listUsersCommand({ context }: CommandDeps) {
  return new Command('list')
    .description('List users, the disabled ones too')
    .option('--limit <count>', 'at most so many', wholeNumber(1), 1000)
    .action(async ({ limit }) => {
      const { client, out } = context()
      out.rows(await listUsers(await client(), limit), userColumns, 'There are no users.')
    })
}
