import type { PipelineChange, PipelineDetail } from '@syndicate/contracts'
import { differencesOf, type Difference } from '../pipeline/differences.ts'
import { isClientError } from './client.ts'
import { applyPipeline, showPipeline, showPipelineVersion } from './pipelines.ts'

export interface PlannedChange {
  /** What would differ from what counts now. */
  change: PipelineChange
  /** The version that counts now; 0: there is none. */
  now: number
  /** What somebody else made of the version that one knows; null: nothing. */
  meanwhile: { by: PipelineDetail; differences: Difference[] } | null
}

/** The version of a pipeline that counts: of one that was removed, none. */
export function countingVersion({ version, removedAt }: PipelineDetail): number {
  return removedAt ? 0 : version
}

/**
 * What saving a pipeline would change, and nothing is changed. @param seen the version that whoever wrote it has seen; 0: none
 * Throws ClientError invalid-pipeline.
 */
export async function planChange(
  name: string,
  definition: unknown,
  seen: number,
  signal: AbortSignal,
): Promise<PlannedChange> {
  const dryRun = (expected: number) => applyPipeline(name, definition, { expected, dryRun: true, signal })
  try {
    return { change: await dryRun(seen), now: seen, meanwhile: null }
  } catch (error) {
    if (!isClientError(error) || error.code !== 'pipeline-changed') throw error
    const by = await showPipeline(name, undefined, signal)
    const base = seen > 0 ? (await showPipelineVersion(name, seen, signal)).definition : {}
    const now = countingVersion(by)
    return { change: await dryRun(now), now, meanwhile: { by, differences: differencesOf(base, by.definition) } }
  }
}
