import { basename } from 'node:path'
import type { DatasetMode } from '@syndicate/contracts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import type { ForPeople } from '../output/output.ts'
import { watchToEnd } from '../runs/watch-to-end.ts'
import { openSource } from '../upload/open-source.ts'
import { readHead } from '../upload/read-head.ts'
import type { Reading } from '../upload/reading-options.ts'
import { agree } from './agree.ts'
import { begin } from './begin.ts'
import { describeReading } from './describe-reading.ts'
import { describeRecords } from './describe-records.ts'
import { entryOf } from './entry-of.ts'
import { describePlan, planDataset } from './plan.ts'
import { recordsOf } from './shown-records.ts'
import { inferFile, previewInferred } from './understand.ts'

export interface NewDataset {
  /** How the pipeline is called; else as the file. */
  name?: string | undefined
  /** Else as the pipeline. */
  dataset?: string | undefined
  mode?: DatasetMode | undefined
  /** How the file is read, where somebody says so. */
  reading: Reading
  idempotencyKey?: string | undefined
  /** Goes on without being told to. */
  yes: boolean
  /** Shows what would be done, and does nothing. */
  dryRun: boolean
  strict: boolean
  /** Names the editor. */
  env: Readonly<Record<string, string | undefined>>
}

/**
 * From a file to a dataset: shows how it is understood, asks once, makes the pipeline and watches the file run through it.
 * @throws CliError as the question or the run ends
 */
export async function makeDataset(here: Context, file: string, wanted: NewDataset): Promise<void> {
  const { head, source } = await readHead(openSource(file, here), file)
  const fileName = fileNameOf(file, wanted)
  if (head.bytes.byteLength === 0) throw new CliError('wrongUse', `There is nothing in ${fileName ?? 'standard input'}`)
  const client = await here.client()
  const inference = await inferFile(client, { head, fileName }, wanted.reading)
  const entry = entryOf(inference, fileName ?? 'standard input', wanted)
  const records = recordsOf(inference, await previewInferred(client, head, inference))
  const understood: ForPeople = (...screen) =>
    [describeReading(inference, ...screen), describeRecords(records, ...screen)].join('\n')
  if (!wanted.dryRun) here.out.show(understood)
  const plan = await planDataset(here, entry)
  if (wanted.dryRun) {
    const { change, dataset } = plan
    const told = { change, dataset, definition: entry.written, inference }
    return here.out.value(told, (paint, width) =>
      [understood(paint, width), describePlan(plan, paint).trimEnd()].join('\n'),
    )
  }
  const { yes, env, reading, idempotencyKey } = wanted
  const agreed = await agree(here, { entry, plan }, { head, inference, yes, env })
  const { runId } = await begin(here, source, agreed, { ...reading, format: inference.format, idempotencyKey })
  here.out.note(`Run ${runId}`)
  await watchToEnd(here, runId, { strict: wanted.strict, refusals: true })
}

/** What the dataset is named after. @throws CliError wrongUse where it has to be said */
function fileNameOf(file: string, { name }: NewDataset): string | undefined {
  if (file !== '-') return basename(file)
  if (name !== undefined) return undefined
  throw new CliError('wrongUse', 'What comes on standard input has no name', '--name says what the dataset is called.')
}
