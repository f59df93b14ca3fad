import { Command } from '@commander-js/extra-typings'
import { openPage, webOption } from '../../console/open-page.ts'
import type { CommandDeps } from '../../deps.ts'
import { idOfRun, namesRun, nameForServer } from '../../runs/named-run.ts'
import { describeRun } from '../../runs/describe-run.ts'

export function showRunCommand({ context, surroundings }: CommandDeps) {
  return new Command('show')
    .description('Show a run: its state, its books and its error')
    .argument('<run>', namesRun)
    .addOption(webOption())
    .action(async (id, { web }) => {
      const here = context()
      if (web) return openPage(here, surroundings, `/runs/${await idOfRun(here, id)}`)
      const { client, out } = here
      const run = await (await client()).run(await nameForServer(here, id)).get()
      out.value(run, (paint) => describeRun(run, paint))
    })
}
