import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { dealWithRunsCommand } from './deal-with.ts'
import { listRunsCommand } from './list.ts'
import { replayRunsCommand } from './replay.ts'
import { showRunCommand } from './show.ts'

export function runsCommand(deps: CommandDeps) {
  return new Command('runs')
    .description('List runs, show one, replay many, or mark them as dealt with')
    .addCommand(listRunsCommand(deps), { isDefault: true })
    .addCommand(showRunCommand(deps))
    .addCommand(replayRunsCommand(deps))
    .addCommand(dealWithRunsCommand(deps))
    .addHelpText(
      'after',
      examples(
        ['the latest runs', 'syndicate runs'],
        ['what failed in the last day', 'syndicate runs --state failed --since 1d'],
        ['the ids of all runs into a dataset', 'syndicate runs --dataset telemetry --limit 1000 --json | jq -r .runId'],
        ['what failed, once more', 'syndicate runs replay --state failed --since 1d --yes'],
      ),
    )
}
