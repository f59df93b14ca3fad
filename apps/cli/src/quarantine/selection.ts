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
}

type Filter = NonNullable<QuarantineSelection['filter']>

/** One request more where the run's id is not whole. @throws CliError wrongUse unless there are either ids or a filter */
export async function selectionOf(
  context: Context,
  ids: string[],
  { run, dataset, stage, code, field }: Filter,
): Promise<QuarantineSelection> {
  const filter = {
    ...(run && { run: await idOfRun(context, run) }),
    ...(dataset && { dataset }),
    ...(stage && { stage }),
    ...(code && { code }),
    ...(field && { field }),
  }
  const filtered = Object.keys(filter).length > 0
  if (ids.length > 0 === filtered) {
    const hint =
      'Ids, or any of --run, --dataset, --stage, --code and --field; `syndicate quarantine` lists what there is.'
    throw new CliError('wrongUse', 'Say which records: by ids or by a filter, one of the two', hint)
  }
  return filtered ? { filter } : { ids }
}
