import { Option } from '@commander-js/extra-typings'
import type { QuarantineSelection } from '@syndicate/contracts'
import { refusalCodes, stages } from '@syndicate/contracts/words'
import type { Context } from '../context.ts'
import { idOfRun } from '../runs/named-run.ts'
import { CliError } from '../cli-error.ts'

/** The options that say which refused records are meant. */
export const selectionOptions = {
  run: () => new Option('--run <run>', 'only those of a run: its id, or the beginning of that, or `last`'),
  dataset: () => new Option('--dataset <name>', 'only those meant for a dataset'),
  stage: () => new Option('--stage <stage>', 'only those a stage refused').choices(stages),
  field: () => new Option('--field <name>', 'only those refused for a field'),
  code: () => new Option('--code <code>', 'only those refused for a reason').choices(refusalCodes),
  because: () => new Option('--because <reason>', 'only those with this reason, as --group reason writes it'),
  search: () => new Option('-q, --search <text>', 'looked for in the record and the reason'),
}

type Filter = NonNullable<QuarantineSelection['filter']>

/** What those options are given. */
export type Selecting = Omit<Filter, 'reason' | 'q'> & { because?: string | undefined; search?: string | undefined }

/** The filter that the options say, as the API has it. One request more where the run's id is not whole. */
export async function filterOf(
  context: Context,
  { run, dataset, stage, code, field, because, search }: Selecting,
): Promise<Filter> {
  return {
    ...(run && { run: await idOfRun(context, run) }),
    ...(dataset && { dataset }),
    ...(stage && { stage }),
    ...(code && { code }),
    ...(field && { field }),
    ...(because && { reason: because }),
    ...(search && { q: search }),
  }
}

/** @throws CliError wrongUse unless there are either ids or a filter */
export async function selectionOf(context: Context, ids: string[], options: Selecting): Promise<QuarantineSelection> {
  const filter = await filterOf(context, options)
  const filtered = Object.keys(filter).length > 0
  if (ids.length > 0 === filtered) {
    const hint =
      'Ids, or any of --run, --dataset, --stage, --code, --field, --because and --search; `syndicate quarantine` lists what there is.'
    throw new CliError('wrongUse', 'Say which records: by ids or by a filter, one of the two', hint)
  }
  return filtered ? { filter } : { ids }
}
