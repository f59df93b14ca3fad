import Type, { type Static } from 'typebox'
import { RunSelection } from './runs-replay.ts'

/** Most runs that one request marks. */
export const maxRunsDealtWith = 10_000

export const RunsDealtWithRequest = Type.Object(RunSelection.properties, {
  $id: 'RunsDealtWithRequest',
  additionalProperties: false,
  examples: [{ filter: { dealtWith: 'false', pipeline: 'telemetry' } }],
})
export type RunsDealtWithRequest = Static<typeof RunsDealtWithRequest>

export const RunsDealtWith = Type.Object(
  {
    marked: Type.Integer({ description: 'Runs that are marked now and were not, or the other way round' }),
    left: Type.Integer({
      description: 'Runs that are left: not there, under way, published with nothing refused, or marked so already',
    }),
    more: Type.Boolean({
      description: 'There are more than one request takes: ask again. Or there are older ones than a filter looks at',
    }),
  },
  { $id: 'RunsDealtWith', examples: [{ marked: 3, left: 0, more: false }] },
)
export type RunsDealtWith = Static<typeof RunsDealtWith>
