import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../deps.ts'
import { examples } from '../examples.ts'
import { namesRun, nameForServer } from '../runs/named-run.ts'
import { describeRun } from '../runs/describe-run.ts'

export function cancelCommand({ context }: CommandDeps) {
  return new Command('cancel')
    .description('Stop a run wherever it is; nothing of it becomes visible')
    .argument('<run>', namesRun)
    .addHelpText(
      'after',
      examples(
        ['stop one run', 'syndicate cancel 019b7c1e-5a00'],
        ['stop what you have just started', 'syndicate cancel last'],
        [
          'stop all that are under way',
          'syndicate runs --state running --json | jq -r .runId | xargs -n1 syndicate cancel',
        ],
      ),
    )
    .action(async (id) => {
      const here = context()
      const { client, out } = here
      const run = await (await client()).run(await nameForServer(here, id)).cancel()
      out.value(run, (paint) => describeRun(run, paint))
    })
}
