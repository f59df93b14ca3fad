import { Command, Option } from '@commander-js/extra-typings'
import { ClientError } from '@syndicate/client'
import type { AcceptedRun } from '@syndicate/contracts'
import { formats } from '@syndicate/contracts/words'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import type { CommandDeps } from '../deps.ts'
import { examples } from '../examples.ts'
import { nearestName } from '../nearest-name.ts'
import { pipelineNames } from '../pipeline-names.ts'
import { sameBytes } from '../runs/describe-run.ts'
import { watchToEnd } from '../runs/watch-to-end.ts'
import { readingOptions } from '../upload/reading-options.ts'
import { openSource } from '../upload/open-source.ts'
import { sendSource, type SendOptions } from '../upload/send-source.ts'

const making = <Flags extends string>(flags: Flags, description: string) =>
  new Option(flags, description).conflicts('pipeline').helpGroup('Without --pipeline:')

export function runCommand({ context, surroundings }: CommandDeps) {
  return new Command('run')
    .description(
      'Make a dataset of a file: show how it is understood, ask, and run it. With --pipeline: start a run by a pipeline that is there, and print its id',
    )
    .argument('<file>', 'a file, or - for standard input; .gz, .zst and .br are sent as they are')
    .option('-p, --pipeline <name>', 'send it through this one, as that is; nothing is asked')
    .addOption(
      new Option('-f, --format <format>', 'what the input is, when not what the pipeline expects').choices(formats),
    )
    .option('-d, --dataset <name>', 'where the records go, when not where the pipeline says')
    .option('-w, --watch', 'with --pipeline: stay until the run ends, and show its books')
    .option('--strict', 'end with 6 when records are in quarantine; implies --watch')
    .addOption(making('--name <name>', 'what pipeline and dataset are called, when not as the file'))
    .addOption(
      making('--mode <mode>', 'another file, later: adds to the dataset, or replaces what is in it').choices([
        'append',
        'replace',
      ] as const),
    )
    .addOption(making('-y, --yes', 'without being asked, as for scripts'))
    .addOption(making('-n, --dry-run', 'only show how it is understood, and change nothing'))
    .option('--idempotency-key <text>', 'a repeat with the same key answers with the first run')
    .addOption(readingOptions.encoding())
    .addOption(readingOptions.records())
    .addOption(readingOptions.delimiter())
    .addOption(readingOptions.quote())
    .addOption(readingOptions.escape())
    .addOption(readingOptions.header())
    .addOption(readingOptions.skip())
    .addOption(readingOptions.comment())
    .addOption(readingOptions.nulls())
    .addOption(readingOptions.decimal())
    .addOption(readingOptions.thousands())
    .addOption(readingOptions.trim())
    .addOption(readingOptions.ragged())
    .addHelpText(
      'after',
      examples(
        ['make a dataset of a file', 'syndicate run sales.csv'],
        ['the same in a script, and only see what it would be', 'syndicate run sales.csv --yes'],
        ['', 'syndicate run sales.csv --dry-run'],
        [
          'send a file through a pipeline and watch all four stages',
          'syndicate run readings.ndjson --pipeline telemetry --watch',
        ],
        [
          'from another program, failing on any refused record',
          'generate | syndicate run - -p telemetry -f ndjson --strict',
        ],
        [
          'say how it is read, where that cannot be found out',
          "syndicate run export.csv -p records --delimiter ';' --header id,name --nulls NULL",
        ],
        ['start it and keep its id', 'id=$(syndicate run readings.csv.gz -p weather)'],
      ),
    )
    .action(async (file, options) => {
      const here = context()
      const { pipeline, ...others } = options
      if (pipeline !== undefined) return runByPipeline(here, file, { ...others, pipeline })
      const {
        name,
        dataset,
        mode,
        idempotencyKey,
        yes = false,
        dryRun = false,
        strict = false,
        watch: _watch,
        ...reading
      } = others
      const { makeDataset } = await import('../new-dataset/make-dataset.ts')
      const { env } = surroundings
      await makeDataset(here, file, { name, dataset, mode, idempotencyKey, yes, dryRun, strict, reading, env })
    })
}

interface ByPipeline extends SendOptions {
  watch?: true | undefined
  strict?: true | undefined
}

async function runByPipeline(here: Context, file: string, { watch, strict, ...options }: ByPipeline): Promise<void> {
  const accepted = await send(here, file, options)
  const { runId } = accepted
  if (watch || strict) {
    here.out.note(`Run ${runId}`)
    return watchToEnd(here, runId, { strict: strict ?? false })
  }
  here.out.value(accepted, () => runId)
  here.out.note(`The run is under way: \`syndicate watch ${runId}\`.`)
  await noteSameBytes(here, runId)
}

async function send(here: Context, file: string, options: SendOptions): Promise<AcceptedRun> {
  try {
    return await sendSource(here, openSource(file, here), options)
  } catch (error) {
    if (!(error instanceof ClientError) || error.code !== 'unknown-pipeline') throw error
    const meant = nearestName(options.pipeline, await pipelineNames(await here.client()))
    const hint = `${meant ? `Did you mean ${meant}? ` : ''}\`syndicate pipelines\` lists the pipelines.`
    throw new CliError('notFound', error.message, hint, { cause: error })
  }
}

/**
 * Says of a run whose input came before which one that was, to somebody who reads it: a script is spared the request. Who may
 * not read runs is told nothing.
 */
async function noteSameBytes({ out, client }: Context, runId: string): Promise<void> {
  if (!out.isRead) return
  const run = await (
    await client()
  )
    .run(runId)
    .get()
    .catch(() => null)
  if (run?.sameBytesAs) out.note(`It has the ${sameBytes(run.sameBytesAs, run)}.`)
}
