import { PipelineName } from '@syndicate/contracts'
import { pipelineNames } from '@syndicate/definitions'
import Type from 'typebox'

/** `pipelines` of syndicate.yaml. What stands under a name is read by `readPipelines`. */
export const Pipelines = Type.Record(Type.String(), Type.Unknown(), {
  default: {},
  propertyNames: { pattern: (PipelineName as { pattern?: string }).pattern, description: pipelineNames },
})
