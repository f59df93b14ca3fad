import { Command } from '@commander-js/extra-typings'
import { wholeNumber } from '../../arguments/whole-number.ts'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { formatTime } from '../../output/figures.ts'

export function issueKeyCommand({ context }: CommandDeps) {
  return new Command('issue')
    .description('Make an API key for a program. Prints it this once')
    .argument('<name>', 'what it is for')
    .requiredOption(
      '-s, --scope <scope...>',
      'what it may: start, start:<pipeline>, start:<pipeline>/<dataset>, operate, administer, read or read:<dataset>',
    )
    .option('--days <days>', 'how long it is good', wholeNumber(1, 365), 90)
    .addHelpText(
      'after',
      examples(
        [
          'for a machine that sends telemetry and reads it back',
          'syndicate keys issue "press line 3" --scope start:telemetry read:telemetry',
        ],
        [
          'for a script of your own',
          'export SYNDICATE_KEY=$(syndicate keys issue nightly --scope start read --days 30)',
        ],
      ),
    )
    .action(async (name, { scope, days }) => {
      const { client, out } = context()
      const body = { name, scopes: scope, expiresInDays: days }
      const issued = await (await client()).request('POST /api/keys', { body })
      out.value(issued, () => issued.key)
      out.note(`Key ${issued.id}, good until ${formatTime(issued.expiresAt)}. Keep it: it is not shown again.`)
    })
}
