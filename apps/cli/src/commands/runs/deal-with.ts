import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { idsOfRuns } from '../../runs/named-run.ts'
import { runFilterOptions, runSelectionOf } from '../../runs/filter.ts'

export function dealWithRunsCommand({ context }: CommandDeps) {
  return new Command('deal-with')
    .description('Mark runs that came to nothing, or refused records, as dealt with: they want no attention any more')
    .argument('[runs...]', 'their ids; or choose them by a filter')
    .addOption(runFilterOptions.state())
    .addOption(runFilterOptions.pipeline())
    .addOption(runFilterOptions.dataset())
    .addOption(runFilterOptions.since())
    .addOption(runFilterOptions.until())
    .addOption(runFilterOptions.query())
    .option('--undo', 'take it back')
    .addHelpText(
      'after',
      examples(
        ['what wants attention', 'syndicate runs --dealt-with false'],
        ['none of a broken probe does', 'syndicate runs deal-with --pipeline telemetry --until 1d'],
      ),
    )
    .action(async (ids, { undo = false, ...filter }) => {
      const here = context()
      const { client, out } = here
      const body = runSelectionOf(await idsOfRuns(here, ids), filter)
      const outcome = await (
        await client()
      ).request(undo ? 'POST /api/runs/reopen' : 'POST /api/runs/deal-with', { body })
      const { marked, left, more } = outcome
      out.value(outcome, () =>
        [
          `${marked} ${undo ? 'want attention again' : 'dealt with'}`,
          ...(left > 0 ? [`${left} left as they are`] : []),
        ].join('\n'),
      )
      if (more) out.note('There may be more: run the command again, or find older ones with --until.')
    })
}
