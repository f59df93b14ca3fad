import type { Pipeline } from '@syndicate/contracts'
import { client } from './client.ts'

/** The pipelines as they are now. A browser that has them already is only told so. */
export async function listPipelines(): Promise<Pipeline[]> {
  return (await client.request('GET /api/pipelines')).pipelines
}
