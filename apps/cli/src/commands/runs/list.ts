import { Command, Option } from '@commander-js/extra-typings'
import type { Run } from '@syndicate/contracts'
import { wholeNumber } from '../../arguments/whole-number.ts'
import { CliError } from '../../cli-error.ts'
import { openPage, webOption } from '../../console/open-page.ts'
import type { CommandDeps } from '../../deps.ts'
import { formatBytes, formatTime } from '../../output/figures.ts'
import type { Column } from '../../output/table.ts'
import { takePages } from '../../pages.ts'
import { colourOf } from '../../runs/describe-run.ts'
import { runFilterOptions } from '../../runs/filter.ts'

const columns = (idOf: (id: string) => string): Column<Run>[] => [
  { title: 'RUN', of: (run) => idOf(run.runId) },
  { title: 'STATE', of: (run) => run.state, paint: (run) => colourOf(run.state) },
  { title: 'PIPELINE', of: (run) => run.pipeline, shrinks: true },
  { title: 'DATASET', of: (run) => run.dataset, shrinks: true },
  { title: 'IN', of: (run) => run.counts.in, align: 'right' },
  { title: 'LOADED', of: (run) => run.counts.loaded, align: 'right' },
  { title: 'QUARANTINED', of: (run) => run.counts.quarantined, align: 'right' },
  { title: 'INPUT', of: (run) => formatBytes(run.bytes), align: 'right' },
  { title: 'ACCEPTED', of: (run) => formatTime(run.createdAt) },
]

export function listRunsCommand({ context, surroundings }: CommandDeps) {
  return new Command('list')
    .description('List runs, newest first')
    .addOption(runFilterOptions.state())
    .addOption(runFilterOptions.pipeline())
    .addOption(runFilterOptions.dataset())
    .addOption(runFilterOptions.since())
    .addOption(runFilterOptions.until())
    .addOption(runFilterOptions.query())
    .addOption(webOption())
    .option('--mine', 'only those you started')
    .addOption(
      new Option(
        '--dealt-with <yes>',
        'those somebody has dealt with; or, with false, those that want attention',
      ).choices(['true', 'false']),
    )
    .option('--limit <count>', 'at most so many', wholeNumber(1), 20)
    .action(async ({ limit, mine, web, query: q, ...filter }) => {
      const here = context()
      if (web) {
        const { since, until, ...shown } = filter
        if (mine || since !== undefined || until !== undefined)
          throw new CliError('wrongUse', 'Its page has no --since, --until or --mine', 'Leave them out, or --web.')
        return openPage(here, surroundings, '/runs', { q, ...shown })
      }
      const { client, out } = here
      const query = { ...filter, q, ...(mine && { mine: 'true' as const }) }
      const runs = await takePages(await client(), 'GET /api/runs', { name: 'runs', limit, mostAtOnce: 500, query })
      out.rows(runs, columns(out.idsOf(runs)), 'There are no such runs.')
    })
}
