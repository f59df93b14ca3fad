import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { countChanges, describeChanges } from '../../pipelines/describe-changes.ts'
import { sendPipelines } from '../../pipelines/send.ts'

export function diffPipelinesCommand({ context, surroundings }: CommandDeps) {
  return new Command('diff')
    .description(
      'Say what applying files would change, and change nothing. Ends with 1 when that is something, else with 0',
    )
    .argument('<paths...>', 'folders, files such as orders.yaml, or a whole syndicate.yaml')
    .option('--prune', 'all other pipelines count as well, but for those that are built in')
    .addHelpText(
      'after',
      examples(
        ['are they what is in the folder?', 'syndicate pipelines diff pipelines --prune && echo they are'],
        ['the same for a script', 'syndicate pipelines diff pipelines --json'],
      ),
    )
    .action(async (paths, { prune = false }) => {
      const here = context()
      const { readPipelineFiles } = await import('../../pipelines/read-files.ts')
      const entries = readPipelineFiles(paths, surroundings.folder)
      const changes = await sendPipelines(here, entries, { dryRun: true, prune })
      const differing = changes.filter(({ change }) => change !== 'unchanged')
      if (differing.length === 0) return here.out.note('Nothing differs.')
      here.out.list(differing, (paint) => describeChanges(differing, paint))
      here.out.note(`Would be: ${countChanges(changes)}.`)
      here.endWith('differs')
    })
}
