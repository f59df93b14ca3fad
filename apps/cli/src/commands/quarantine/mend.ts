import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command } from '@commander-js/extra-typings'
import { wholeNumber } from '../../arguments/whole-number.ts'
import { CliError } from '../../cli-error.ts'
import type { CommandDeps } from '../../deps.ts'
import { examples } from '../../examples.ts'
import { formatBytes } from '../../output/figures.ts'
import { tellDryRun } from '../../quarantine/describe-dry-run.ts'
import { tellReplay } from '../../quarantine/end-of-replay.ts'

/** Answers 202 with the new runs, and 200 to a dry run. */
const route = 'POST /api/quarantine/mend'
/** As much as the server takes. */
const mostBytes = 4 * 1024 * 1024
/** Records that a dry run names, unless told otherwise. */
const mostNamed = 50

export function mendQuarantinedCommand({ context, surroundings }: CommandDeps) {
  return new Command('mend')
    .description(
      'Run refused records again as a file of `quarantine sheet` has them by now; rows that changed nothing stay',
    )
    .argument('<file>', 'the CSV, mended; at most 4 MiB')
    .option('-n, --dry-run', 'only say what would come of it, record by record')
    .option('--limit <count>', 'with --dry-run: name at most so many records', wholeNumber(1), mostNamed)
    .option('-w, --watch', 'stay until the runs end, and say how; in a terminal that is so anyway')
    .option('--no-wait', 'in a terminal: only print the ids of the new runs')
    .option('--strict', 'end with 6 when records are refused again; implies --watch')
    .addHelpText(
      'after',
      examples(
        ['take them to a spreadsheet', 'syndicate quarantine sheet --dataset telemetry > refused.csv'],
        ['see what would come of it', 'syndicate quarantine mend refused.csv --dry-run'],
        ['do it', 'syndicate quarantine mend refused.csv'],
      ),
    )
    .action(async (file, { dryRun = false, limit, wait, watch = false, strict = false }) => {
      const here = context()
      const body = new Blob([readSheet(resolve(surroundings.folder, file), file)])
      const sheet = { body, headers: { 'content-type': 'text/csv' } }
      const client = await here.client()
      if (!dryRun) return tellReplay(here, await client.request(route, sheet), { wait, watch, strict })
      const ask = (nameFrom: number) =>
        client.request<typeof route, 200>(route, { ...sheet, query: { dryRun: 'true', nameFrom } })
      await tellDryRun(here, ask, limit)
    })
}

/** @throws CliError wrongUse */
function readSheet(path: string, name: string): Uint8Array<ArrayBuffer> {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isFile()) throw new CliError('wrongUse', `There is no file ${name}`)
  if (found.size > mostBytes)
    throw new CliError(
      'wrongUse',
      `${name} has ${formatBytes(found.size)}; at most ${formatBytes(mostBytes)} are taken at once`,
      'Leave rows or columns out: a row is found by its refusal_id.',
    )
  return new Uint8Array(readFileSync(path))
}
