import { Command } from '@commander-js/extra-typings'
import { wholeNumber } from '../../arguments/whole-number.ts'
import type { CommandDeps } from '../../deps.ts'
import { keyColumns } from '../../keys/key-columns.ts'
import { takePages } from '../../pages.ts'

export function listKeysCommand({ context }: CommandDeps) {
  return new Command('list')
    .description('List API keys: yours or, for an administrator, everybody’s')
    .option('--limit <count>', 'at most so many', wholeNumber(1), 1000)
    .action(async ({ limit }) => {
      const { client, out } = context()
      const keys = await takePages(await client(), 'GET /api/keys', { name: 'keys', limit, mostAtOnce: 1000 })
      out.rows(keys, keyColumns, 'There are no keys.')
    })
}
