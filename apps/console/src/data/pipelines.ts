import type { Pipeline, PipelineAtVersion, PipelineDetail } from '@syndicate/contracts'
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
