import { loadConfig } from '@syndicate/config'

/** The schema of a pipeline that the configuration has, or that is built in. */
export function schemaOfConfigured(pipeline: string): object {
  const { definition } = loadConfig({ env: {} }).pipelines.find(({ name }) => name === pipeline)!
  return definition!.schema as object
}
