import { Command, Option } from '@commander-js/extra-typings'
import { recordFormats } from '@syndicate/contracts/words'
import { wholeNumber } from '../arguments/whole-number.ts'
import { CliError } from '../cli-error.ts'
import type { CommandDeps } from '../deps.ts'
import { examples } from '../examples.ts'
import { copyPages, copyRecords, copyWithLineage, pageLimit } from '../records/copy-records.ts'

export function recordsCommand({ context }: CommandDeps) {
  return new Command('records')
    .description('Stream the records of a dataset to standard output')
    .argument('<dataset>')
    .addOption(
      new Option('-f, --format <format>', 'how they are written').choices(recordFormats).default('ndjson' as const),
    )
    .option('--version <number>', 'of an earlier version instead of the head', wholeNumber(1))
    .option('--limit <count>', 'at most so many', wholeNumber(1))
    .option('--where <expression>', 'those of which this CEL expression is true')
    .option('--lineage', 'each with the version, run and pipeline it comes from, as {…, "record": …}')
    .addHelpText(
      'after',
      examples(
        ['the first ten', 'syndicate records telemetry --limit 10'],
        ['all of them into a spreadsheet', 'syndicate records weather --format csv > weather.csv'],
        ['of an earlier version, through another program', 'syndicate records weather --version 3 | jq .max_c'],
        ['which run a record came by', `syndicate records telemetry --where 'cpu > 90.0' --lineage | jq .runId`],
      ),
    )
    .action(async (dataset, { format, version, limit, where, lineage }) => {
      const here = context()
      if (format !== 'ndjson') requireOneAnswer({ limit, where, lineage })
      const most = limit ?? Infinity
      if (lineage) await copyWithLineage(here, dataset, { version, where }, most)
      else if (where !== undefined || (limit !== undefined && format === 'ndjson'))
        await copyPages(here, dataset, { format, version, where }, most)
      else await copyRecords(here, dataset, { format, version, limit })
    })
}

interface Asked {
  limit: number | undefined
  where: string | undefined
  lineage: true | undefined
}

/** What comes in several pages is one text as NDJSON alone. Throws CliError. */
function requireOneAnswer({ limit, where, lineage }: Asked): void {
  if (where !== undefined || lineage) {
    throw new CliError('wrongUse', `${lineage ? '--lineage' : '--where'} needs the format ndjson`)
  }
  if (limit === undefined || limit <= pageLimit) return
  throw new CliError(
    'wrongUse',
    `A limit above ${pageLimit} needs the format ndjson`,
    'Without a limit all records are streamed, in any format.',
  )
}
