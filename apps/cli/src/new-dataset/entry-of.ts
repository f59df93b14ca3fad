import type { PipelineEntry } from '@syndicate/config/pipelines-of-files'
import type { DatasetMode, Inference, PipelineDefinition } from '@syndicate/contracts'
import { formatPath } from '@syndicate/definitions/path'

interface Wanted {
  name?: string | undefined
  dataset?: string | undefined
  mode?: DatasetMode | undefined
}

/** The pipeline that was found for a file, as if somebody had written it, with what they want otherwise. @param file as they call it */
export function entryOf(
  inference: Inference,
  file: string,
  { name = inference.name, dataset, mode }: Wanted,
): PipelineEntry {
  const definition: PipelineDefinition = {
    ...inference.definition,
    ...(dataset !== undefined && { dataset }),
    ...(mode && { mode }),
  }
  return {
    name,
    file,
    written: definition,
    problemAt: (path, expected, got) => ({ where: `The pipeline for ${file}`, path: formatPath(path), expected, got }),
  }
}
