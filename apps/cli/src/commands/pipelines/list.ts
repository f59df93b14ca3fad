import { Command } from '@commander-js/extra-typings'
import type { Pipeline } from '@syndicate/contracts'
import { openPage, webOption } from '../../console/open-page.ts'
import type { CommandDeps } from '../../deps.ts'
import type { Column } from '../../output/table.ts'

const columns: Column<Pipeline>[] = [
  { title: 'PIPELINE', of: ({ name }) => name },
  { title: 'VERSION', of: ({ version }) => version, align: 'right' },
  { title: 'FORMAT', of: ({ format }) => format },
  { title: 'DATASET', of: ({ dataset, mode }) => `${dataset} (${mode})`, shrinks: true },
  { title: 'INVALID', of: ({ onInvalid }) => onInvalid, shrinks: true },
  { title: 'STEPS', of: ({ steps }) => steps.map((step) => Object.keys(step)[0]).join(' → ') || null, shrinks: true },
  { title: 'BY', of: ({ appliedBy }) => appliedBy, shrinks: true },
  // The day: `show` has the time, for which there is no room here.
  { title: 'WHEN', of: ({ appliedAt }) => appliedAt.slice(0, 'yyyy-mm-dd'.length) },
  { title: 'FROM', of: ({ source }) => source },
]

export function listPipelinesCommand({ context, surroundings }: CommandDeps) {
  return new Command('list')
    .description('List the pipelines as they are now')
    .addOption(webOption())
    .action(async ({ web }) => {
      const here = context()
      if (web) return openPage(here, surroundings, '/pipelines')
      const { client, out } = here
      const { pipelines } = await (await client()).request('GET /api/pipelines')
      out.rows(pipelines, columns, 'There are no pipelines.')
    })
}
