import { Command } from '@commander-js/extra-typings'
import { listRules, named } from '../../alerts/find.ts'
import type { CommandDeps } from '../../deps.ts'

export function removeRuleCommand({ context }: CommandDeps) {
  return new Command('remove')
    .description('Remove a rule')
    .argument('<rule>', 'name or id')
    .action(async (nameOrId) => {
      const { client: connect, out } = context()
      const client = await connect()
      const { id, name } = named(await listRules(client), nameOrId, 'rule')
      await client.request('DELETE /api/alerts/rules/:id', { params: { id } })
      out.note(`${name} is removed.`)
    })
}
