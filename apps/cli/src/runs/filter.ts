import { Option } from '@commander-js/extra-typings'
import { runStates } from '@syndicate/contracts/words'
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
