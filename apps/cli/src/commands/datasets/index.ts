import { Command } from '@commander-js/extra-typings'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { deleteDatasetCommand } from './delete.ts'
import { eraseCommand } from './erase.ts'
import { listDatasetsCommand } from './list.ts'
import { rollbackCommand } from './rollback.ts'
import { datasetSchemaCommand } from './schema.ts'
import { showDatasetCommand } from './show.ts'
import { truncateCommand } from './truncate.ts'

export function datasetsCommand(deps: CommandDeps) {
  return new Command('datasets')
    .description('Datasets and their versions: list, show, what changed, roll back, erase, truncate, delete')
    .addCommand(listDatasetsCommand(deps), { isDefault: true })
    .addCommand(showDatasetCommand(deps))
    .addCommand(datasetSchemaCommand(deps))
    .addCommand(rollbackCommand(deps))
    .addCommand(eraseCommand(deps))
    .addCommand(truncateCommand(deps))
    .addCommand(deleteDatasetCommand(deps))
    .addHelpText(
      'after',
      examples(
        ['what is published', 'syndicate datasets'],
        ['which versions one has', 'syndicate datasets show telemetry'],
        ['undo what the last run published', 'syndicate datasets rollback telemetry 41'],
      ),
    )
}
