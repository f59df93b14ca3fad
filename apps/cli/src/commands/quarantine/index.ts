import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { discardQuarantinedCommand } from './discard.ts'
import { listQuarantineCommand } from './list.ts'
import { mendQuarantinedCommand } from './mend.ts'
import { replayQuarantinedCommand } from './replay.ts'
import { sheetCommand } from './sheet.ts'
import { showQuarantinedCommand } from './show.ts'

export function quarantineCommand(deps: CommandDeps) {
  return new Command('quarantine')
    .description('Refused records: list, show, mend, replay or discard them')
    .addCommand(listQuarantineCommand(deps), { isDefault: true })
    .addCommand(showQuarantinedCommand(deps))
    .addCommand(replayQuarantinedCommand(deps))
    .addCommand(sheetCommand(deps))
    .addCommand(mendQuarantinedCommand(deps))
    .addCommand(discardQuarantinedCommand(deps))
    .addHelpText(
      'after',
      examples(
        ['what is wrong, most frequent first', 'syndicate quarantine --group reason --dataset telemetry'],
        ['the records themselves', 'syndicate quarantine --field cpu --state open'],
        ['mend a field and run again', 'syndicate quarantine replay --field cpu --set /cpu=99'],
        ['mend them in a spreadsheet', 'syndicate quarantine sheet --dataset telemetry > refused.csv'],
        ['', 'syndicate quarantine mend refused.csv'],
      ),
    )
}
