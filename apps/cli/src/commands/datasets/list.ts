import { Command } from '@commander-js/extra-typings'
import type { Dataset } from '@syndicate/contracts'
import { openPage, webOption } from '../../console/open-page.ts'
import type { CommandDeps } from '../../deps.ts'
import { formatBytes, formatTime } from '../../output/figures.ts'
import type { Column } from '../../output/table.ts'
import { takePages } from '../../pages.ts'

const columns: Column<Dataset>[] = [
  { title: 'DATASET', of: ({ name }) => name },
  { title: 'PIPELINE', of: ({ pipeline }) => pipeline ?? '' },
  { title: 'MODE', of: ({ mode }) => mode },
  { title: 'HEAD', of: ({ head }) => head, align: 'right' },
  { title: 'RECORDS', of: ({ records }) => records, align: 'right' },
  { title: 'STORED', of: ({ bytes }) => formatBytes(bytes), align: 'right' },
  { title: 'UPDATED', of: ({ updatedAt }) => formatTime(updatedAt) },
]

export function listDatasetsCommand({ context, surroundings }: CommandDeps) {
  return new Command('list')
    .description('List datasets')
    .addOption(webOption())
    .action(async ({ web }) => {
      const here = context()
      if (web) return openPage(here, surroundings, '/datasets')
      const { client, out } = here
      const pages = { name: 'datasets', limit: Infinity, mostAtOnce: 1000 } as const
      const datasets = await takePages(await client(), 'GET /api/registry', pages)
      out.rows(datasets, columns, 'Nothing is published yet.')
    })
}
