import { Command, Option } from '@commander-js/extra-typings'
import type { Run } from '@syndicate/contracts'
import { pointInTime } from '../arguments/point-in-time.ts'
import { wholeNumber } from '../arguments/whole-number.ts'
import { runStates } from '@syndicate/contracts/words'
import type { CommandDeps } from '../deps.ts'
import { examples } from '../examples.ts'
import { formatBytes, formatTime } from '../output/figures.ts'
import type { Column } from '../output/table.ts'
import { takePages } from '../pages.ts'
import { colourOf, describeRun } from '../runs/describe-run.ts'

const columns: Column<Run>[] = [
  { title: 'RUN', of: (run) => run.runId },
  { title: 'STATE', of: (run) => run.state, paint: (run) => colourOf(run.state) },
  { title: 'PIPELINE', of: (run) => run.pipeline, shrinks: true },
  { title: 'DATASET', of: (run) => run.dataset, shrinks: true },
  { title: 'IN', of: (run) => run.counts.in, align: 'right' },
  { title: 'LOADED', of: (run) => run.counts.loaded, align: 'right' },
  { title: 'QUARANTINED', of: (run) => run.counts.quarantined, align: 'right' },
  { title: 'INPUT', of: (run) => formatBytes(run.bytes), align: 'right' },
  { title: 'ACCEPTED', of: (run) => formatTime(run.createdAt) },
]

export function runsCommand({ context }: CommandDeps) {
  const list = new Command('list')
    .description('List runs, newest first')
    .addOption(new Option('--state <state>', 'only those in it').choices(runStates))
    .option('--pipeline <name>', 'only those of a pipeline')
    .option('--dataset <name>', 'only those into a dataset')
    .option('--since <time>', 'accepted since then: 2026-01-02T03:04:05Z, or 30m, 2h, 7d ago', (text) =>
      pointInTime(text),
    )
    .option('--until <time>', 'accepted until then', (text) => pointInTime(text))
    .option('-q, --query <text>', 'looked for in the id, the names and the error')
    .option('--limit <count>', 'at most so many', wholeNumber(1), 20)
    .action(async ({ limit, query: q, ...filter }) => {
      const { client, out } = context()
      const query = { ...filter, q }
      const runs = await takePages(await client(), 'GET /api/runs', { name: 'runs', limit, mostAtOnce: 500, query })
      out.rows(runs, columns, 'There are no such runs.')
    })
  const show = new Command('show')
    .description('Show a run: its state, its books and its error')
    .argument('<run>', 'its id')
    .action(async (id) => {
      const { client, out } = context()
      const run = await (await client()).run(id).get()
      out.value(run, (paint) => describeRun(run, paint))
    })
  return new Command('runs')
    .description('List runs, or show one')
    .addCommand(list, { isDefault: true })
    .addCommand(show)
    .addHelpText(
      'after',
      examples(
        ['the latest runs', 'syndicate runs'],
        ['what failed in the last day', 'syndicate runs --state failed --since 1d'],
        ['the ids of all runs into a dataset', 'syndicate runs --dataset telemetry --limit 1000 --json | jq -r .runId'],
      ),
    )
}
