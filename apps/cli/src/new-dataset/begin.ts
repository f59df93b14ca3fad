import { setTimeout as pause } from 'node:timers/promises'
import { ClientError } from '@syndicate/client'
import type { AcceptedRun, Format } from '@syndicate/contracts'
import type { Context } from '../context.ts'
import type { Source } from '../upload/open-source.ts'
import type { Reading } from '../upload/reading-options.ts'
import { sendSource } from '../upload/send-source.ts'
import type { Draft } from './agree.ts'
import { makePipeline } from './plan.ts'

/** A gateway beside the one that made a pipeline knows it within a second. In milliseconds. */
const knownEverywhereMs = 1_500

/** What was said of the reading counts for a pipeline that is there; one that was made for the file has it. */
type Sending = Reading & { idempotencyKey?: string | undefined }

/** Makes what was agreed to and sends the file. */
export async function begin(
  here: Context,
  source: Source,
  { entry, plan: { pipeline, change } }: Draft,
  { idempotencyKey, ...reading }: Sending,
): Promise<AcceptedRun> {
  const isNew = change.change === 'created' || change.change === 'restored'
  if (isNew) {
    await makePipeline(here, entry)
    here.done(`Pipeline ${pipeline} was made.`)
  }
  const { format } = entry.written as { format?: Format }
  const options = { pipeline, idempotencyKey, ...(change.change === 'changed' ? reading : { format }) }
  // What can be read once is sent when everybody knows.
  if (isNew && typeof source.body !== 'function') await pause(knownEverywhereMs)
  try {
    return await sendSource(here, source, options)
  } catch (error) {
    if (!isNew || !(error instanceof ClientError) || error.code !== 'unknown-pipeline') throw error
    await pause(knownEverywhereMs)
    return sendSource(here, source, options)
  }
}
