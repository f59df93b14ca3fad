import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { applyPipelinesCommand } from './apply.ts'
import { diffPipelinesCommand } from './diff.ts'
import { exportPipelinesCommand } from './export.ts'
import { listPipelinesCommand } from './list.ts'
import { removePipelineCommand } from './remove.ts'
import { showPipelineCommand } from './show.ts'
import { testPipelinesCommand } from './test.ts'

export function pipelinesCommand(deps: CommandDeps) {
  return new Command('pipelines')
    .description('Pipelines and their versions: list, show, apply, compare, export, test, remove')
    .addCommand(listPipelinesCommand(deps), { isDefault: true })
    .addCommand(showPipelineCommand(deps))
    .addCommand(applyPipelinesCommand(deps))
    .addCommand(diffPipelinesCommand(deps))
    .addCommand(exportPipelinesCommand(deps))
    .addCommand(testPipelinesCommand(deps))
    .addCommand(removePipelineCommand(deps))
    .addHelpText(
      'after',
      examples(
        ['what there is', 'syndicate pipelines'],
        ['have them as files, change one, see what that does, and do it', 'syndicate pipelines export --to pipelines'],
        ['', 'syndicate pipelines diff pipelines'],
        ['', 'syndicate pipelines apply pipelines'],
      ),
    )
}
