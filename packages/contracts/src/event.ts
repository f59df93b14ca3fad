import Type, { type Static } from 'typebox'
import { PipelineSource } from './pipeline.ts'
import { RunCounts, RunState, Stage } from './run.ts'

/** What an event has at most, as JSON; what is larger is cut where it is made, and says so. */
export const mostEventBytes = 64 * 1024

/** In words, for whoever chooses one. */
export const topicsInWords =
  '`telemetry.live`, `system.stats`, `runs.<id>`, `datasets.<name>`, `pipelines.<name>`, or `pipelines` for all of these'

export const Topic = Type.String({
  description: topicsInWords,
  examples: ['telemetry.live'],
  pattern:
    '^(telemetry\\.live|system\\.stats|runs\\.[0-9a-f-]{36}|datasets\\.[a-z0-9][a-z0-9_-]{0,62}|pipelines(\\.[a-z0-9][a-z0-9_-]{0,62})?)$',
})
export type Topic = string

/** A run moved to another state. */
export const RunStateEvent = Type.Object({
  kind: Type.Literal('run.state'),
  runId: Type.String(),
  pipeline: Type.String(),
  dataset: Type.String(),
  state: RunState,
  counts: Type.Optional(RunCounts),
  version: Type.Optional(Type.Integer()),
  error: Type.Optional(Type.Object({ code: Type.String(), detail: Type.String() })),
})

/** A stage finished a chunk. */
export const RunProgressEvent = Type.Object({
  kind: Type.Literal('run.progress'),
  runId: Type.String(),
  stage: Stage,
  ordinal: Type.Integer(),
  records: Type.Optional(Type.Integer()),
  ms: Type.Number(),
})

/** Records of a telemetry run as they were published; at most the first of them. */
export const TelemetryEvent = Type.Object({
  kind: Type.Literal('telemetry'),
  runId: Type.String(),
  dataset: Type.String(),
  records: Type.Array(Type.Unknown()),
  total: Type.Integer(),
  truncated: Type.Optional(
    Type.Literal(true, { description: 'Records are left out for their size; the dataset has them' }),
  ),
  bytes: Type.Optional(Type.Integer({ description: 'What the records would take, up to the first that is left out' })),
})

/** A dataset has a new head. */
export const DatasetEvent = Type.Object({
  kind: Type.Literal('dataset.version'),
  dataset: Type.String(),
  version: Type.Integer(),
  runId: Type.String(),
  records: Type.Integer(),
})

/** Who did something to a pipeline, and what counts after it. */
const pipelineChange = {
  pipeline: Type.String(),
  version: Type.Integer({ description: 'The last one' }),
  source: PipelineSource,
  by: Type.Union([Type.String(), Type.Null()], {
    description: 'Name of the user; null for files and what is built in',
  }),
}

/** A new version of a pipeline counts. */
export const PipelineAppliedEvent = Type.Object({
  kind: Type.Literal('pipeline.applied'),
  change: Type.Enum(['created', 'changed', 'restored'] as const),
  ...pipelineChange,
})

/** A pipeline is no more. */
export const PipelineRemovedEvent = Type.Object({ kind: Type.Literal('pipeline.removed'), ...pipelineChange })

/** One gateway's view of itself, every few seconds. */
export const SystemStatsEvent = Type.Object({
  kind: Type.Literal('system.stats'),
  queues: Type.Record(Type.String(), Type.Integer({ description: 'Jobs waiting or active' })),
  workers: Type.Optional(
    Type.Record(Type.String(), Type.Integer({ description: 'Processes that take jobs of this stage' })),
  ),
  published: Type.Optional(
    Type.Object(
      { runs: Type.Integer(), records: Type.Integer() },
      {
        description:
          'Since the catalog counts, by all gateways and workers: what two of these differ by came between them',
      },
    ),
  ),
  inFlightBytes: Type.Integer({ description: 'Of the inputs of runs that have not ended' }),
  sockets: Type.Integer(),
})

export const EventData = Type.Union([
  RunStateEvent,
  RunProgressEvent,
  TelemetryEvent,
  DatasetEvent,
  PipelineAppliedEvent,
  PipelineRemovedEvent,
  SystemStatsEvent,
])
export type EventData = Static<typeof EventData>
/** An event of a kind. */
export type EventOf<K extends EventData['kind']> = Extract<EventData, { kind: K }>

/** An event as it may look. */
export const anEvent = {
  topic: 'runs.019b7c1e-5a00-7000-8000-0123456789ab',
  seq: 42,
  at: '2026-01-02T03:04:05.006Z',
  data: {
    kind: 'run.progress',
    runId: '019b7c1e-5a00-7000-8000-0123456789ab',
    stage: 'transform',
    ordinal: 0,
    records: 1800,
    ms: 12.4,
  },
}

/** One event of a topic. `seq` grows by one within its topic. */
export const BusEvent = Type.Object(
  { topic: Topic, seq: Type.Integer(), at: Type.String({ format: 'date-time' }), data: EventData },
  { $id: 'BusEvent', examples: [anEvent] },
)
export type BusEvent = Static<typeof BusEvent>
