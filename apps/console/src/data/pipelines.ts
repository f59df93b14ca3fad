import type { Pipeline } from '@syndicate/contracts'
import { client } from './client.ts'

let known: Promise<Pipeline[]> | undefined

/** What is configured. It changes with a new start of the server only, so it is asked for once. */
export function listPipelines(): Promise<Pipeline[]> {
  known ??= client.request('GET /api/pipelines').then(
    ({ pipelines }) => pipelines,
    (error: unknown) => {
      known = undefined
      throw error
    },
  )
  return known
}
