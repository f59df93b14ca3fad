import Type, { type Static } from 'typebox'
import { Id } from './id.ts'
import { TextFilter, TimeFilter } from './routes/filters.ts'
import { linksOf, RunLinks, RunState } from './run.ts'
import { leftRunReasons } from './words.ts'

const only = { additionalProperties: false }

/** What runs may have in common. */
export const RunFilter = Type.Object(
  {
    state: Type.Optional({ ...RunState, description: 'Runs in this state' }),
    pipeline: Type.Optional(TextFilter(64, 'Runs of this pipeline')),
    dataset: Type.Optional(TextFilter(64, 'Runs into this dataset')),
    since: Type.Optional({ ...TimeFilter, description: 'Accepted then or later' }),
    until: Type.Optional({ ...TimeFilter, description: 'Accepted before' }),
    q: Type.Optional(TextFilter(200, 'Looked for in the id, the names, that of the file and the error')),
    dealtWith: Type.Optional(
      Type.Enum(['true', 'false'], {
        description:
          '`false`: runs that want attention, for they were rejected, failed or refused records and nobody has dealt with that; `true`: those somebody has',
      }),
    ),
  },
  { ...only, minProperties: 1 },
)
export type RunFilter = Static<typeof RunFilter>

/** Most runs that one request replays. */
export const maxRunsReplayed = 200

/** Runs, by id or by what they have in common: one of the two. */
export const RunSelection = Type.Object({
  ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: maxRunsReplayed, uniqueItems: true })),
  filter: Type.Optional(RunFilter),
})
export type RunSelection = Static<typeof RunSelection>

export const RunsReplayRequest = Type.Object(
  {
    ...RunSelection.properties,
    dryRun: Type.Optional(Type.Boolean({ description: 'Only says what would be taken' })),
  },
  {
    $id: 'RunsReplayRequest',
    ...only,
    examples: [{ filter: { state: 'failed', pipeline: 'telemetry' }, dryRun: true }],
  },
)
export type RunsReplayRequest = Static<typeof RunsReplayRequest>

export const LeftRunReason = Type.Enum(leftRunReasons)
export type LeftRunReason = Static<typeof LeftRunReason>

const LeftRuns = Type.Object({
  reason: LeftRunReason,
  count: Type.Integer(),
  runIds: Type.Array(Type.String(), { description: 'Which they are: the oldest 200 of them' }),
})
export type LeftRuns = Static<typeof LeftRuns>

const More = Type.Boolean({
  description:
    'There are more than one request takes, or there is room for: ask again. Or there are older ones than a filter looks at: choose them with `until`',
})

const anId = '019b7c1e-5a00-7000-8000-0123456789ab'
const another = '019b7c1e-5a00-7000-8000-0123456789ac'

export const RunsReplay = Type.Object(
  {
    runs: Type.Array(
      Type.Object({
        runId: Type.String(),
        replayOf: Type.String(),
        pipeline: Type.String(),
        dataset: Type.String(),
        links: RunLinks,
      }),
    ),
    notReplayed: Type.Array(LeftRuns),
    more: More,
  },
  {
    $id: 'RunsReplay',
    examples: [
      {
        runs: [
          {
            runId: another,
            replayOf: anId,
            pipeline: 'telemetry',
            dataset: 'telemetry',
            links: linksOf({ runId: another, dataset: 'telemetry' }),
          },
        ],
        notReplayed: [{ reason: 'input-reclaimed', count: 1, runIds: ['019b7c1e-5a00-7000-8000-0123456789aa'] }],
        more: false,
      },
    ],
  },
)
export type RunsReplay = Static<typeof RunsReplay>

export const RunsReplayDryRun = Type.Object(
  {
    matched: Type.Integer({
      description: 'Runs that the selection finds, in whatever state; of a filter’s the newest 20,000',
    }),
    wouldReplay: Type.Integer({ description: 'Of all of them, also where that takes more than one request' }),
    notReplayed: Type.Array(LeftRuns),
    more: More,
  },
  {
    $id: 'RunsReplayDryRun',
    examples: [
      {
        matched: 61,
        wouldReplay: 60,
        notReplayed: [{ reason: 'input-reclaimed', count: 1, runIds: [anId] }],
        more: false,
      },
    ],
  },
)
export type RunsReplayDryRun = Static<typeof RunsReplayDryRun>
