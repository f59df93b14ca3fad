import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'
import { describeRun } from '../../runs/describe-run.ts'

export function showRunCommand({ context }: CommandDeps) {
  return new Command('show')
    .description('Show a run: its state, its books and its error')
    .argument('<run>', 'its id')
    .action(async (id) => {
      const { client, out } = context()
      const run = await (await client()).run(id).get()
      out.value(run, (paint) => describeRun(run, paint))
    })
}
