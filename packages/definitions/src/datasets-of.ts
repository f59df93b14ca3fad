import type { PipelineDefinition } from '@syndicate/contracts'

/** The datasets that a pipeline names, and may write to. */
export function datasetsOf(pipeline: string, { dataset = pipeline, datasets }: PipelineDefinition): Set<string> {
  return new Set([dataset, ...datasets])
}
