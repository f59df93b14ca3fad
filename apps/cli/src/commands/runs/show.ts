import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'
import { namesRun, nameForServer } from '../../runs/named-run.ts'
import { describeRun } from '../../runs/describe-run.ts'

export function showRunCommand({ context }: CommandDeps) {
  return new Command('show')
    .description('Show a run: its state, its books and its error')
    .argument('<run>', namesRun)
    .action(async (id) => {
      const here = context()
      const { client, out } = here
      const run = await (await client()).run(await nameForServer(here, id)).get()
      out.value(run, (paint) => describeRun(run, paint))
    })
}
