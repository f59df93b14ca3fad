import { Command } from '@commander-js/extra-typings'
import type { Recipe } from '@syndicate/contracts'
import type { CommandDeps } from '../deps.ts'
import { examples } from '../examples.ts'
import type { Column } from '../output/table.ts'

const columns: Column<Recipe>[] = [
  { title: 'PIPELINE', of: ({ name }) => name },
  { title: 'FORMAT', of: ({ format }) => format },
  { title: 'DATASET', of: ({ dataset, mode }) => `${dataset} (${mode})` },
  { title: 'INVALID', of: ({ onInvalid }) => onInvalid },
  { title: 'STEPS', of: ({ steps }) => steps.map((step) => Object.keys(step)[0]).join(' → ') || null, shrinks: true },
]

export function pipelinesCommand({ context }: CommandDeps) {
  return new Command('pipelines')
    .description('List the pipelines there are')
    .addHelpText(
      'after',
      examples(
        ['what there is', 'syndicate pipelines'],
        ['one of them in full', 'syndicate pipelines --json | jq \'select(.name == "telemetry")\''],
      ),
    )
    .action(async () => {
      const { client, out } = context()
      const { pipelines } = await (await client()).request('GET /api/pipelines')
      out.rows(pipelines, columns, 'There are no pipelines.')
    })
}
