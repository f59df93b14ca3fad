import { Option } from '@commander-js/extra-typings'
import type { RunSelection } from '@syndicate/contracts'
import { runStates } from '@syndicate/contracts/words'
import { CliError } from '../cli-error.ts'
import { pointInTime } from '../arguments/point-in-time.ts'

/** The options that say which runs are meant. */
export const runFilterOptions = {
  state: () => new Option('--state <state>', 'only those in it').choices(runStates),
  pipeline: () => new Option('--pipeline <name>', 'only those of a pipeline'),
  dataset: () => new Option('--dataset <name>', 'only those into a dataset'),
  since: () =>
    new Option('--since <time>', 'accepted since then: 2026-01-02T03:04:05Z, or 30m, 2h, 7d ago').argParser((text) =>
      pointInTime(text),
    ),
  until: () => new Option('--until <time>', 'accepted until then').argParser((text) => pointInTime(text)),
  query: () => new Option('-q, --query <text>', 'looked for in the id, the names and the error'),
}

type Filter = NonNullable<RunSelection['filter']>

/** @throws CliError wrongUse unless there are either ids or a filter */
export function runSelectionOf(
  ids: string[],
  {
    query: q,
    state,
    pipeline,
    dataset,
    since,
    until,
  }: Omit<Filter, 'q' | 'dealtWith'> & { query?: string | undefined },
): RunSelection {
  const filter = {
    ...(state && { state }),
    ...(pipeline && { pipeline }),
    ...(dataset && { dataset }),
    ...(since && { since }),
    ...(until && { until }),
    ...(q && { q }),
  }
  if (ids.length > 0 === Object.keys(filter).length > 0)
    throw new CliError(
      'wrongUse',
      'Say which runs: by ids or by a filter, one of the two',
      'Ids, or any of --state, --pipeline, --dataset, --since, --until and --query; `syndicate runs` takes the same.',
    )
  return ids.length > 0 ? { ids } : { filter }
}
