import {
  DatasetMode,
  DatasetName,
  Format,
  MaxRefused,
  OnInvalid,
  PipelineLimits,
  ReadOptions,
  Step,
} from '@syndicate/contracts'
import Type from 'typebox'
import { Fixture } from './fixture.ts'

/** One entry of `pipelines`. Its name is a URL segment and its dataset's default name, hence a dataset name's rules. */
const PipelineSection = Type.Object(
  {
    description: Type.Optional(Type.String()),
    format: Format,
    ...ReadOptions.properties,
    dataset: Type.Optional(DatasetName),
    datasets: Type.Array(DatasetName, {
      default: [],
      description: 'a list of datasets that it may write to as well, though they belong to others',
    }),
    mode: { ...DatasetMode, default: 'append' } as typeof DatasetMode,
    onInvalid: { ...OnInvalid, default: 'quarantine' } as typeof OnInvalid,
    maxRefused: Type.Optional(MaxRefused),
    live: Type.Boolean({ default: false, description: 'published records also go out on telemetry.live' }),
    limits: Type.Optional(PipelineLimits),
    schema: Type.Optional(Type.String({ description: 'the name of a schema in api.schemas' })),
    steps: Type.Array(Step, { default: [] }),
    fixtures: Type.Array(Fixture, { default: [] }),
  },
  { additionalProperties: false },
)

export const Pipelines = Type.Record(Type.String(), PipelineSection, {
  propertyNames: {
    pattern: (DatasetName as { pattern?: string }).pattern,
    description: 'a name of lower case letters, digits, - and _',
  },
})
