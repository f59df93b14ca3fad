import { Command } from '@commander-js/extra-typings'
import { ruleColumns } from '../../alerts/columns.ts'
import { listDestinations, listRules } from '../../alerts/find.ts'
import { openPage, webOption } from '../../console/open-page.ts'
import type { CommandDeps } from '../../deps.ts'

export function listRulesCommand({ context, surroundings }: CommandDeps) {
  return new Command('list')
    .description('List rules: what is told, and where')
    .addOption(webOption())
    .action(async ({ web }) => {
      const here = context()
      if (web) return openPage(here, surroundings, '/alerts')
      const { client: connect, out } = here
      const client = await connect()
      const rules = await listRules(client)
      const destinations = rules.length === 0 ? [] : await listDestinations(client)
      out.rows(rules, ruleColumns(destinations), 'There are no rules: nobody is told of anything.')
    })
}
