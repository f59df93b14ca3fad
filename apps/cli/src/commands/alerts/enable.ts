import { Command } from '@commander-js/extra-typings'
import { listRules, named } from '../../alerts/find.ts'
import type { CommandDeps } from '../../deps.ts'

export function enableRuleCommand(deps: CommandDeps) {
  return switchCommand(deps, 'enable', 'Switch a rule on: it tells of what happens from now on', true)
}

export function disableRuleCommand(deps: CommandDeps) {
  return switchCommand(deps, 'disable', 'Switch a rule off', false)
}

function switchCommand({ context }: CommandDeps, name: string, description: string, enabled: boolean) {
  return new Command(name)
    .description(description)
    .argument('<rule>', 'name or id')
    .action(async (nameOrId) => {
      const { client: connect, out } = context()
      const client = await connect()
      const { id } = named(await listRules(client), nameOrId, 'rule')
      const rule = await client.request('PATCH /api/alerts/rules/:id', { params: { id }, body: { enabled } })
      out.value(rule, () => `${rule.name} is ${enabled ? 'on' : 'off'}`)
    })
}
