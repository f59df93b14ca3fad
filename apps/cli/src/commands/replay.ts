import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../deps.ts'
import { examples } from '../examples.ts'
import { watchToEnd } from '../runs/watch-to-end.ts'

export function replayCommand({ context }: CommandDeps) {
  return new Command('replay')
    .description('Run the same input again through the pipeline as it was, as a new run. Prints its id')
    .argument('<run>', 'its id')
    .option('-w, --watch', 'stay until it ends, and show its books')
    .option('--strict', 'end with 6 when records are in quarantine; implies --watch')
    .addHelpText(
      'after',
      examples(
        ['run it again and see how it ends', 'syndicate replay 019b7c1e-5a00-7000-8000-0123456789ab --watch'],
        ['refused records alone are replayed by', 'syndicate quarantine replay --help'],
      ),
    )
    .action(async (id, { watch = false, strict = false }) => {
      const here = context()
      const accepted = await (await here.client()).run(id).replay()
      if (!watch && !strict) return here.out.value(accepted, () => accepted.runId)
      here.out.note(`Run ${accepted.runId}`)
      await watchToEnd(here, accepted.runId, { strict })
    })
}
