import { Command, Option } from '@commander-js/extra-typings'
import type { QueryOf } from '@syndicate/contracts'
import { recordFormats } from '@syndicate/contracts/words'
import { wholeNumber } from '../arguments/whole-number.ts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import type { CommandDeps } from '../deps.ts'
import { examples } from '../examples.ts'

const pageLimit = 10_000

export function recordsCommand({ context }: CommandDeps) {
  return new Command('records')
    .description('Stream the records of a dataset to standard output')
    .argument('<dataset>')
    .addOption(
      new Option('-f, --format <format>', 'how they are written').choices(recordFormats).default('ndjson' as const),
    )
    .option('--version <number>', 'of an earlier version instead of the head', wholeNumber(1))
    .option('--limit <count>', 'at most so many', wholeNumber(1))
    .addHelpText(
      'after',
      examples(
        ['the first ten', 'syndicate records telemetry --limit 10'],
        ['all of them into a spreadsheet', 'syndicate records weather --format csv > weather.csv'],
        ['of an earlier version, through another program', 'syndicate records weather --version 3 | jq .max_c'],
      ),
    )
    .action(async (dataset, { format, version, limit }) => {
      const here = context()
      if (limit !== undefined && limit > pageLimit && format !== 'ndjson') {
        throw new CliError(
          'wrongUse',
          `A limit above ${pageLimit} needs the format ndjson`,
          'Without a limit all records are streamed, in any format.',
        )
      }
      if (limit === undefined) await copy(here, dataset, { format, version })
      else await copyPages(here, dataset, { format, version }, limit)
    })
}

const route = 'GET /api/registry/:dataset/records'
type Query = QueryOf<typeof route>

async function copyPages(here: Context, dataset: string, query: Query, limit: number): Promise<void> {
  let left = limit
  let cursor: string | undefined
  do {
    const atOnce = Math.min(left, pageLimit)
    const next = await copy(
      here,
      dataset,
      cursor ? { format: query.format, limit: atOnce, cursor } : { ...query, limit: atOnce },
    )
    left -= atOnce
    cursor = next
  } while (left > 0 && cursor !== undefined)
}

/** Copies an answer to standard output as it comes. @returns the cursor of the page after it */
async function copy({ client, out, interrupted }: Context, dataset: string, query: Query): Promise<string | undefined> {
  const answer = await (await client()).raw(route, { params: { dataset }, query, signal: interrupted })
  try {
    for await (const chunk of answer.body ?? []) await out.raw(chunk)
  } catch (error) {
    if (interrupted.aborted) throw error
    throw new CliError('failed', 'The answer broke off: what was written is not complete', undefined, { cause: error })
  }
  const next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
  return next === undefined ? undefined : (new URL(next, answer.url).searchParams.get('cursor') ?? undefined)
}
