import { Command } from '@commander-js/extra-typings'
import { listDestinations, named } from '../../../alerts/find.ts'
import type { CommandDeps } from '../../../deps.ts'

export function removeDestinationCommand({ context }: CommandDeps) {
  return new Command('remove')
    .description('Remove a destination that no rule sends to, with its deliveries')
    .argument('<destination>', 'name or id')
    .action(async (nameOrId) => {
      const { client: connect, out } = context()
      const client = await connect()
      const { id, name } = named(await listDestinations(client), nameOrId, 'destination')
      await client.request('DELETE /api/alerts/destinations/:id', { params: { id } })
      out.note(`${name} is removed.`)
    })
}
