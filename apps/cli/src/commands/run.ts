import { Command, Option } from '@commander-js/extra-typings'
import { ClientError, type UploadOptions } from '@syndicate/client'
import { formats } from '@syndicate/contracts/words'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import type { CommandDeps } from '../deps.ts'
import { examples } from '../examples.ts'
import { nearestName } from '../nearest-name.ts'
import { formatBytes } from '../output/figures.ts'
import { pipelineNames } from '../pipeline-names.ts'
import { sameBytes } from '../runs/describe-run.ts'
import { watchToEnd } from '../runs/watch-to-end.ts'
import { readingOptions } from '../upload/reading-options.ts'
import { openSource } from '../upload/open-source.ts'

export function runCommand({ context }: CommandDeps) {
  return new Command('run')
    .description('Start a run on a file or on standard input, of any size. Prints its id')
    .argument('<file>', 'a file, or - for standard input; .gz, .zst and .br are sent as they are')
    .requiredOption('-p, --pipeline <name>', 'what is done to the records')
    .addOption(
      new Option('-f, --format <format>', 'what the input is, when not what the pipeline expects').choices(formats),
    )
    .option('-d, --dataset <name>', 'where the records go, when not where the pipeline says')
    .option('-w, --watch', 'stay until the run ends, and show its books')
    .option('--strict', 'end with 6 when records are in quarantine; implies --watch')
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
        ['send a file and watch all four stages', 'syndicate run readings.ndjson --pipeline telemetry --watch'],
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
    .action(async (file, { watch = false, strict = false, ...options }) => {
      const here = context()
      const { runId, accepted } = await send(here, file, options)
      if (!watch && !strict) {
        here.out.value(accepted, () => runId)
        here.out.note(`The run is under way: \`syndicate watch ${runId}\`.`)
        await noteSameBytes(here, runId)
        return
      }
      here.out.note(`Run ${runId}`)
      await watchToEnd(here, runId, { strict })
    })
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

type SendOptions = Omit<UploadOptions, 'contentEncoding' | 'size' | 'onProgress' | 'signal'>

async function send(here: Context, file: string, options: SendOptions) {
  const { body, ...form } = openSource(file, here)
  const progress = here.progress()
  here.onInterrupt(
    'The upload was given up. Nothing was started, unless all of it had arrived: `syndicate runs` tells.',
  )
  const client = await here.client()
  try {
    const accepted = await client.upload(body, {
      ...form,
      ...options,
      signal: here.interrupted,
      onProgress: ({ sent, total }) => {
        const fraction = total ? Math.min(1, sent / total) : undefined
        progress.show('upload', fraction, `${formatBytes(sent)}${total ? ` of ${formatBytes(total)}` : ''}`)
      },
    })
    return { runId: accepted.runId, accepted }
  } catch (error) {
    if (!(error instanceof ClientError) || error.code !== 'unknown-pipeline') throw error
    const meant = nearestName(options.pipeline, await pipelineNames(client))
    const hint = `${meant ? `Did you mean ${meant}? ` : ''}\`syndicate pipelines\` lists the pipelines.`
    throw new CliError('notFound', error.message, hint, { cause: error })
  } finally {
    progress.end()
  }
}
