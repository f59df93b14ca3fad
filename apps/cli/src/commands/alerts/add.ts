import { Command, Option } from '@commander-js/extra-typings'
import { conditionInWords } from '@syndicate/contracts/condition-in-words'
import { finalStates } from '@syndicate/contracts/words'
import { listDestinations, named } from '../../alerts/find.ts'
import { whenOf } from '../../alerts/when-of.ts'
import { wholeNumber } from '../../arguments/whole-number.ts'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'

export function addRuleCommand({ context }: CommandDeps) {
  return new Command('add')
    .description('Add a rule. It tells of what happens from now on')
    .argument('<name>', 'what the rule is called')
    .addOption(new Option('--ends <state...>', 'when a run ends so').choices(finalStates))
    .option('--refused <share>', 'when a run is published and refuses more: 5%, or a number of records')
    .option('--silent <hours>', 'when nothing arrives at --dataset for so long', wholeNumber(1, 8760))
    .option('--quarantine <records>', 'when a dataset’s quarantine grows by more within an hour', wholeNumber(1, 1e9))
    .option('--pipeline <name>', 'only of this pipeline; * stands for anything')
    .option('--dataset <name>', 'only of this dataset; * stands for anything')
    .requiredOption('--to <destination...>', 'where to, by name or id')
    .option('--per-hour <count>', 'alerts in any hour; what is more is told as a sum', wholeNumber(1, 60), 10)
    .addHelpText(
      'after',
      examples(
        [
          'runs that come to nothing',
          'syndicate alerts add "sales fail" --ends failed rejected --pipeline "sales-*" --to team',
        ],
        ['a file that did not come', 'syndicate alerts add "no prices" --silent 26 --dataset prices --to team'],
      ),
    )
    .action(async (name, { to, perHour, ...when }) => {
      const { client: connect, out } = context()
      const wanted = whenOf(when)
      const client = await connect()
      const known = await listDestinations(client)
      const destinations = to.map((each) => named(known, each, 'destination').id)
      const body = { name, when: wanted, destinations, mostPerHour: perHour, enabled: true }
      const rule = await client.request('POST /api/alerts/rules', { body })
      out.value(rule, () => `${rule.name} tells when ${conditionInWords(rule.when)}`)
    })
}
