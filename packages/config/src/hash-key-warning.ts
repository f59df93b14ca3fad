import type { PipelineDefinition } from '@syndicate/contracts'
import type { Config } from './config.ts'

/** What is to be said of a pipeline that hashes in production while the key of that is another secret's. */
export function hashKeyWarning(
  { nodeEnv, api }: Pick<Config, 'nodeEnv' | 'api'>,
  { steps }: Pick<PipelineDefinition, 'steps'>,
): string | undefined {
  if (nodeEnv !== 'production' || !api.etl.hashKeyIsDerived || !steps.some((step) => 'hash' in step)) return undefined
  return 'HASH_KEY is not set: hashed values are keyed from JWT_SECRET and will change when that is rotated'
}
