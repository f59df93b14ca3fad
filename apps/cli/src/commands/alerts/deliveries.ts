import { Command, Option } from '@commander-js/extra-typings'
import { deliveryStates } from '@syndicate/contracts/words'
import { deliveryColumns } from '../../alerts/columns.ts'
import { wholeNumber } from '../../arguments/whole-number.ts'
import type { CommandDeps } from '../../deps.ts'
import { takePages } from '../../pages.ts'

export function deliveriesCommand({ context }: CommandDeps) {
  return new Command('deliveries')
    .description('What became of alerts, newest first')
    .addOption(new Option('--state <state>', 'only those').choices(deliveryStates))
    .option('--limit <count>', 'at most so many', wholeNumber(1), 50)
    .action(async ({ state, limit }) => {
      const { client, out } = context()
      const pages = { name: 'deliveries', limit, mostAtOnce: 1000, query: { state } } as const
      const deliveries = await takePages(await client(), 'GET /api/alerts/deliveries', pages)
      out.rows(deliveries, deliveryColumns, 'There are no such deliveries.')
    })
}
