import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../deps.ts'
import { examples } from '../examples.ts'
import { describeRun } from '../runs/describe-run.ts'

export function cancelCommand({ context }: CommandDeps) {
  return new Command('cancel')
    .description('Stop a run wherever it is; nothing of it becomes visible')
    .argument('<run>', 'its id')
    .addHelpText(
      'after',
      examples(
        ['stop one run', 'syndicate cancel 019b7c1e-5a00-7000-8000-0123456789ab'],
        [
          'stop all that are under way',
          'syndicate runs --state running --json | jq -r .runId | xargs -n1 syndicate cancel',
        ],
      ),
    )
    .action(async (id) => {
      const { client, out } = context()
      const run = await (await client()).run(id).cancel()
      out.value(run, (paint) => describeRun(run, paint))
    })
}
