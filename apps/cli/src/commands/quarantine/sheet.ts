import { Command } from '@commander-js/extra-typings'
import { nextOf } from '../../api/request-of.ts'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { filterOf, selectionOptions } from '../../quarantine/selection.ts'

export function sheetCommand({ context }: CommandDeps) {
  return new Command('sheet')
    .description('Write open refused records as CSV to standard output, to be mended in a spreadsheet')
    .addOption(selectionOptions.run())
    .addOption(selectionOptions.dataset())
    .addOption(selectionOptions.stage())
    .addOption(selectionOptions.code())
    .addOption(selectionOptions.field())
    .addOption(selectionOptions.because())
    .addOption(selectionOptions.search())
    .addHelpText(
      'after',
      examples(
        ['those of a field', 'syndicate quarantine sheet --dataset telemetry --field cpu > refused.csv'],
        ['and back, mended', 'syndicate quarantine mend refused.csv --dry-run'],
      ),
    )
    .action(async (selecting) => {
      const here = context()
      const { client, out, interrupted } = here
      const query = await filterOf(here, selecting)
      const answer = await (await client()).raw('GET /api/quarantine/csv', { query, signal: interrupted })
      for await (const chunk of answer.body ?? []) await out.raw(chunk)
      const next = nextOf(answer)
      if (next !== undefined)
        out.note(`There are more than this file has. The next one:\n  syndicate api '${next.replaceAll("'", '%27')}'`)
    })
}
