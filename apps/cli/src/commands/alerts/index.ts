import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { addRuleCommand } from './add.ts'
import { deliveriesCommand } from './deliveries.ts'
import { destinationsCommand } from './destinations/index.ts'
import { disableRuleCommand, enableRuleCommand } from './enable.ts'
import { listRulesCommand } from './list.ts'
import { removeRuleCommand } from './remove.ts'
import { resendCommand } from './resend.ts'
import { testCommand } from './test.ts'

export function alertsCommand(deps: CommandDeps) {
  return new Command('alerts')
    .description('Who is told of what: rules, destinations, deliveries')
    .addCommand(listRulesCommand(deps), { isDefault: true })
    .addCommand(addRuleCommand(deps))
    .addCommand(enableRuleCommand(deps))
    .addCommand(disableRuleCommand(deps))
    .addCommand(removeRuleCommand(deps))
    .addCommand(destinationsCommand(deps))
    .addCommand(testCommand(deps))
    .addCommand(deliveriesCommand(deps))
    .addCommand(resendCommand(deps))
    .addHelpText(
      'after',
      examples(
        ['where to', 'syndicate alerts destinations add "on call" https://hooks.example.org/syndicate --kind webhook'],
        ['does it arrive?', 'syndicate alerts test "on call"'],
        ['what of', 'syndicate alerts add "sales fail" --ends failed rejected --pipeline "sales-*" --to "on call"'],
        ['what has not arrived', 'syndicate alerts deliveries --state dead'],
      ),
    )
}
