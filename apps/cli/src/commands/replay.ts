import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../deps.ts'
import { examples } from '../examples.ts'
import { namesRun, nameForServer } from '../runs/named-run.ts'
import { watchToEnd } from '../runs/watch-to-end.ts'

export function replayCommand({ context }: CommandDeps) {
  return new Command('replay')
    .description('Run the same input again through the pipeline as it was, as a new run. Prints its id')
    .argument('<run>', namesRun)
    .option('-w, --watch', 'stay until it ends, and show its books')
    .option('--strict', 'end with 6 when records are in quarantine; implies --watch')
    .addHelpText(
      'after',
      examples(
        ['run it again and see how it ends', 'syndicate replay 019b7c1e-5a00 --watch'],
        ['refused records alone are replayed by', 'syndicate quarantine replay --help'],
      ),
    )
    .action(async (id, { watch = false, strict = false }) => {
      const here = context()
      const accepted = await (await here.client()).run(await nameForServer(here, id)).replay()
      if (!watch && !strict) return here.out.value(accepted, () => accepted.runId)
      here.out.note(`Run ${accepted.runId}`)
      await watchToEnd(here, accepted.runId, { strict })
    })
}
