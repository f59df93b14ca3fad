import { Command } from '@commander-js/extra-typings'
import { destinationColumns } from '../../../alerts/columns.ts'
import { listDestinations } from '../../../alerts/find.ts'
import type { CommandDeps } from '../../../deps.ts'

export function listDestinationsCommand({ context }: CommandDeps) {
  return new Command('list').description('List destinations').action(async () => {
    const { client, out } = context()
    out.rows(await listDestinations(await client()), destinationColumns, 'There are no destinations.')
  })
}
