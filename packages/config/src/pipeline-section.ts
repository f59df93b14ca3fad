import { DatasetName, pipelineParts } from '@syndicate/contracts'
import Type from 'typebox'

/** One entry of `pipelines`. Its name is a URL segment and its dataset's default name, hence a dataset name's rules. */
const PipelineSection = Type.Object(
  {
    ...pipelineParts,
    schema: Type.Optional(Type.String({ description: 'the name of a schema in api.schemas' })),
  },
  { additionalProperties: false },
)

export const Pipelines = Type.Record(Type.String(), PipelineSection, {
  propertyNames: {
    pattern: (DatasetName as { pattern?: string }).pattern,
    description: 'a name of lower case letters, digits, - and _',
  },
})
