import { ClientError } from '@syndicate/client'
import type { PipelineEntry } from '@syndicate/config/pipelines-of-files'
import type { PipelineApply, PipelineChange } from '@syndicate/contracts'
import type { Context } from '../context.ts'
import { refusedByServer } from './refused.ts'

/**
 * Applies pipelines, all or none of them, or says what that would do.
 * @throws CliError wrongUse with the lines that the server refuses
 */
export async function sendPipelines(
  { client: connect }: Context,
  entries: readonly PipelineEntry[],
  how: Omit<PipelineApply, 'pipelines'>,
): Promise<PipelineChange[]> {
  // What an empty file holds has to be refused, and JSON has no undefined.
  const pipelines = Object.fromEntries(entries.map(({ name, written }) => [name, written ?? null]))
  const client = await connect()
  try {
    const { changes } = await client.request('POST /api/pipelines/apply', { body: { ...how, pipelines } })
    return changes
  } catch (error) {
    if (error instanceof ClientError && error.code === 'invalid-pipeline') throw refusedByServer(error, entries)
    throw error
  }
}
