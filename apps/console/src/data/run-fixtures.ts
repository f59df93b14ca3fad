import type { PipelineDefinition, ProblemPlace } from '@syndicate/contracts'
import { client, isClientError } from './client.ts'

/**
 * Runs the fixtures of a pipeline at the server, by applying it without effect. @returns the first thing wrong with each that
 * does not hold, by its position
 * Throws ClientError, also where it is something else that is wrong.
 */
export async function runFixtures(
  name: string,
  definition: PipelineDefinition,
): Promise<ReadonlyMap<number, ProblemPlace>> {
  const above = `/pipelines/${name}/fixtures/`
  try {
    await client.request('POST /api/pipelines/apply', { body: { pipelines: { [name]: definition }, dryRun: true } })
    return new Map()
  } catch (error) {
    const places = isClientError(error) && error.code === 'invalid-pipeline' ? (error.errors ?? []) : []
    if (places.length === 0 || !places.every(({ path }) => path.startsWith(above))) throw error
    return new Map(places.map((place) => [parseInt(place.path.slice(above.length)), place]))
  }
}
