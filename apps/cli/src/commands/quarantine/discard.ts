import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { describeLeft, moreHint } from '../../quarantine/describe-left.ts'
import { selectionOf, selectionOptions } from '../../quarantine/selection.ts'

export function discardQuarantinedCommand({ context }: CommandDeps) {
  return new Command('discard')
    .description('Mark refused records as not worth a replay; nothing is deleted')
    .argument('[ids...]', 'records; or choose them by a filter')
    .addOption(selectionOptions.run())
    .addOption(selectionOptions.dataset())
    .addOption(selectionOptions.stage())
    .addOption(selectionOptions.code())
    .addOption(selectionOptions.field())
    .addOption(selectionOptions.because())
    .addOption(selectionOptions.search())
    .option('--reason <text>', 'why; kept with the records')
    .addHelpText(
      'after',
      examples(['all of a run', 'syndicate quarantine discard --run 019b7c1e-5a00 --reason "a broken probe"']),
    )
    .action(async (ids, { reason, ...filter }) => {
      const here = context()
      const { client, out } = here
      const body = { ...(await selectionOf(here, ids, filter)), reason }
      const outcome = await (await client()).request('POST /api/quarantine/discard', { body })
      const left = describeLeft(outcome.notDiscarded)
      out.value(outcome, () =>
        [`${outcome.discarded} discarded`, ...left, ...(outcome.more ? [moreHint] : [])].join('\n'),
      )
    })
}
