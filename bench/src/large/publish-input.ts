import type { Readable } from 'node:stream'
import { booksBalance, pathTo, type Stage } from '@syndicate/contracts'
import { answerOf } from '../client/answer-of.ts'
import type { Feed } from '../client/open-feed.ts'
import { published } from '../client/published.ts'
import type { Session } from '../client/sign-in.ts'
import { upload } from '../client/upload.ts'
import type { Input } from '../inputs/input.ts'

export interface PublishedInput {
  runId: string
  /** Until the answer: nothing is processed before all of the input is durable. */
  uploadSeconds: number
}

/** Uploads an input; resolves when the socket hears that it is published. */
export async function publishInput(
  session: Session,
  feed: Feed,
  input: Input,
  body: Readable,
): Promise<PublishedInput> {
  const startedAt = performance.now()
  const { runId } = await upload(session, input, body)
  const uploadSeconds = (performance.now() - startedAt) / 1000
  await published(feed, runId)
  return { runId, uploadSeconds }
}

/**
 * The working time of each stage over all chunks, in milliseconds.
 * @throws Error when not exactly this many records were published
 */
export async function checkedStages(session: Session, runId: string, records: number): Promise<Record<Stage, number>> {
  const path = pathTo('GET /api/runs/:id', { params: { id: runId } })
  const response = await fetch(new URL(path, session.gatewayUrl), { headers: session.headers })
  const { counts, stages } = await answerOf<'GET /api/runs/:id'>(response)
  if (!booksBalance(counts) || counts.in !== records || counts.loaded !== records) {
    throw new Error(`The books do not hold ${records} records: ${JSON.stringify(counts)}`)
  }
  return {
    extract: stages.extract.ms,
    transform: stages.transform.ms,
    load: stages.load.ms,
    validate: stages.validate.ms,
  }
}
