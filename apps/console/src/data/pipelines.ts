import type { Pipeline, PipelineAtVersion, PipelineChange, PipelineDetail } from '@syndicate/contracts'
import { client } from './client.ts'

/** The pipelines as they are now. A browser that has them already is only told so. */
export async function listPipelines(signal?: AbortSignal): Promise<Pipeline[]> {
  return (await client.request('GET /api/pipelines', { signal })).pipelines
}

/** A pipeline whole, and a page of its versions. */
export function showPipeline(name: string, cursor?: number, signal?: AbortSignal): Promise<PipelineDetail> {
  return client.request('GET /api/pipelines/:name', { params: { name }, query: { cursor }, signal })
}

export function showPipelineVersion(name: string, version: number, signal?: AbortSignal): Promise<PipelineAtVersion> {
  const params = { name, version }
  return client.request('GET /api/pipelines/:name/versions/:version', { params, signal })
}

export function removePipeline(name: string): Promise<unknown> {
  return client.request('DELETE /api/pipelines/:name', { params: { name } })
}

interface Applying {
  /** The version that counts now; 0: there is none. */
  expected: number
  /** Only says what would change. */
  dryRun?: boolean
  signal?: AbortSignal
}

/** Makes a pipeline what somebody wrote. Throws ClientError pipeline-changed where another version counts, invalid-pipeline. */
export async function applyPipeline(
  name: string,
  definition: unknown,
  { expected, dryRun = false, signal }: Applying,
): Promise<PipelineChange> {
  const body = { pipelines: { [name]: definition }, expect: { [name]: expected }, dryRun }
  const { changes } = await client.request('POST /api/pipelines/apply', { body, signal })
  return changes[0]!
}
