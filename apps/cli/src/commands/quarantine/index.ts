import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { discardQuarantinedCommand } from './discard.ts'
import { listQuarantineCommand } from './list.ts'
import { replayQuarantinedCommand } from './replay.ts'
import { showQuarantinedCommand } from './show.ts'

export function quarantineCommand(deps: CommandDeps) {
  return new Command('quarantine')
    .description('Refused records: list, show, replay or discard them')
    .addCommand(listQuarantineCommand(deps), { isDefault: true })
    .addCommand(showQuarantinedCommand(deps))
    .addCommand(replayQuarantinedCommand(deps))
    .addCommand(discardQuarantinedCommand(deps))
    .addHelpText(
      'after',
      examples(
        ['what is wrong, most frequent first', 'syndicate quarantine --group --dataset telemetry'],
        ['the records themselves', 'syndicate quarantine --code cast-failed --state open'],
        ['mend and run again', 'syndicate quarantine replay --code cast-failed --set /cpu=99'],
      ),
    )
}
