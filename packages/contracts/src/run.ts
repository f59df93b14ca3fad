import Type, { type Static } from 'typebox'
import { fileNamePattern, maxFileNameLength } from './file-name.ts'
import { RunFields } from './field-change.ts'
import { Format } from './format.ts'
import { ReadOptions } from './read-options.ts'
import { pathTo } from './routes/path-to.ts'
import { finalStates, runStates, stages } from './words.ts'

export const RunState = Type.Enum(runStates)
export type RunState = Static<typeof RunState>

export function isFinal(state: RunState): boolean {
  return (finalStates as readonly RunState[]).includes(state)
}

export const Stage = Type.Enum(stages)
export type Stage = Static<typeof Stage>

/** The books of a run, in records. On every run `in = loaded + quarantined + duplicate + filtered`. */
export const RunCounts = Type.Object({
  in: Type.Integer(),
  loaded: Type.Integer(),
  quarantined: Type.Integer(),
  duplicate: Type.Integer(),
  filtered: Type.Integer(),
})
export type RunCounts = Static<typeof RunCounts>

export function booksBalance(counts: RunCounts): boolean {
  return counts.in === counts.loaded + counts.quarantined + counts.duplicate + counts.filtered
}

/** What a run with a key came to, in rows of its dataset. */
export const RunChanges = Type.Object({
  inserted: Type.Integer({ description: 'Rows whose key was not live' }),
  updated: Type.Integer({ description: 'Rows that took the place of the live one' }),
  deleted: Type.Integer({ description: 'Live rows that were taken away' }),
  unchanged: Type.Integer({ description: 'Rows that were live just as they are; they count as duplicate' }),
})
export type RunChanges = Static<typeof RunChanges>

/** What a file is called, for people to know it by: no path is ever made of it. */
export const FileName = Type.String({ minLength: 1, maxLength: maxFileNameLength, pattern: fileNamePattern })

const Time = Type.String({ format: 'date-time' })

export const StageProgress = Type.Object({
  chunks: Type.Integer({ description: 'Chunks this stage has finished; while the run is under way, at least so many' }),
  ms: Type.Number({ description: 'Working time over all chunks, in milliseconds' }),
})
export type StageProgress = Static<typeof StageProgress>

/** What one entry of a folded list stands for. */
const FoldedRuns = Type.Object(
  {
    runs: Type.Integer({ description: 'How many, this one included' }),
    in: Type.Integer({ description: 'Records of all of them' }),
    loaded: Type.Integer({ description: 'Records that they published' }),
    bytes: Type.Integer({ description: 'Of all their inputs' }),
    oldest: Type.Object({ runId: Type.String(), createdAt: Time }),
  },
  {
    description:
      'In a list that was asked for with `fold`: this run and others like it, which are not listed themselves. All are published, refused nothing, and are of the same pipeline, dataset, user and five minutes',
  },
)
export type FoldedRuns = Static<typeof FoldedRuns>

export const Run = Type.Object(
  {
    runId: Type.String({ format: 'uuid' }),
    state: RunState,
    pipeline: Type.String(),
    dataset: Type.String(),
    format: Format,
    counts: RunCounts,
    changes: Type.Union([RunChanges, Type.Null()], {
      description:
        'What became of the rows of its dataset; null before it has ended, and where the pipeline has no key',
    }),
    chunks: Type.Union([Type.Integer(), Type.Null()], {
      description: 'How many chunks the input makes; null until it is cut',
    }),
    stages: Type.Object({
      extract: StageProgress,
      transform: StageProgress,
      load: StageProgress,
      validate: StageProgress,
    }),
    bytes: Type.Integer({ description: 'Size of the input, uncompressed' }),
    version: Type.Union([Type.Integer(), Type.Null()], { description: 'The dataset version this run published' }),
    error: Type.Union([Type.Object({ code: Type.String(), detail: Type.String() }), Type.Null()]),
    replayOf: Type.Union([Type.String(), Type.Null()]),
    fileName: Type.Union([Type.String(), Type.Null()], {
      description: 'What the file was called that the input came as; null where nobody said',
    }),
    startedBy: Type.Object(
      { userId: Type.String(), username: Type.String() },
      { description: 'Who sent the input, or asked for the replay; of an API key, whose it is' },
    ),
    folded: Type.Optional(FoldedRuns),
    reading: {
      ...ReadOptions,
      description: 'How the input was read: what was asked for, and what was found out',
    } as typeof ReadOptions,
    inputKept: Type.Boolean({ description: 'Whether the input is still there for a replay' }),
    datasetDeletedAt: Type.Union([Time, Type.Null()], {
      description: 'Since when the dataset it was into is deleted, with all the run published',
    }),
    sameBytesAs: Type.Optional(
      Type.Union([Type.Object({ runId: Type.String(), state: RunState, createdAt: Time }), Type.Null()], {
        description:
          'An earlier run of the same pipeline and dataset whose input had the same bytes, as long as that is kept; published ones first, ' +
          'then the last. Not told in lists',
      }),
    ),
    fields: Type.Optional(
      Type.Union([RunFields, Type.Null()], {
        description:
          'What fields of its records are new or gone; null before it has ended, where nobody can tell (the first run of a dataset, more than 1,000 fields) and where nothing is. Not told in lists',
      }),
    ),
    dealtWith: Type.Optional(
      Type.Object(
        { at: Time, by: Type.Union([Type.String(), Type.Null()]) },
        { description: 'When, and by whom, it was marked as dealt with; absent when it is not' },
      ),
    ),
    createdAt: Time,
    startedAt: Type.Union([Time, Type.Null()]),
    finishedAt: Type.Union([Time, Type.Null()]),
  },
  {
    $id: 'Run',
    examples: [
      {
        runId: '019b7c1e-5a00-7000-8000-0123456789ab',
        state: 'published',
        pipeline: 'telemetry',
        dataset: 'telemetry',
        format: 'json',
        counts: { in: 1801, loaded: 1800, quarantined: 1, duplicate: 0, filtered: 0 },
        changes: null,
        chunks: 1,
        stages: {
          extract: { chunks: 1, ms: 1.9 },
          transform: { chunks: 1, ms: 12.4 },
          load: { chunks: 1, ms: 2.2 },
          validate: { chunks: 1, ms: 9.8 },
        },
        bytes: 151_284,
        version: 7,
        error: null,
        replayOf: null,
        fileName: 'readings-2026-01-02.json',
        startedBy: { userId: '019b7c1e-5a00-7000-8000-0123456789ad', username: 'ada' },
        reading: {},
        inputKept: true,
        datasetDeletedAt: null,
        sameBytesAs: null,
        fields: {
          changes: [
            { field: 'fan', change: 'new', text: 'fan is new: integer' },
            { field: 'host', change: 'gone', text: 'host is gone' },
          ],
          more: 0,
          leftOut: [],
        },
        createdAt: '2026-01-02T03:04:05.000Z',
        startedAt: '2026-01-02T03:04:05.004Z',
        finishedAt: '2026-01-02T03:04:05.061Z',
      },
    ],
  },
)
export type Run = Static<typeof Run>

export const RunLinks = Type.Object({
  self: Type.String(),
  records: Type.String(),
  events: Type.String({ description: 'The topic to subscribe to' }),
})

/** The answer to a start or an upload. */
export const AcceptedRun = Type.Object(
  { runId: Type.String(), state: RunState, dataset: Type.String(), links: RunLinks },
  {
    $id: 'AcceptedRun',
    examples: [
      {
        runId: '019b7c1e-5a00-7000-8000-0123456789ab',
        state: 'accepted',
        dataset: 'telemetry',
        links: {
          self: '/api/runs/019b7c1e-5a00-7000-8000-0123456789ab',
          records: '/api/registry/telemetry/records',
          events: 'runs.019b7c1e-5a00-7000-8000-0123456789ab',
        },
      },
    ],
  },
)
export type AcceptedRun = Static<typeof AcceptedRun>

/** @param basePath below which the API is found; empty for none */
export function linksOf(run: { runId: string; dataset: string }, basePath = ''): Static<typeof RunLinks> {
  return {
    self: basePath + pathTo('GET /api/runs/:id', { params: { id: run.runId } }),
    records: basePath + pathTo('GET /api/registry/:dataset/records', { params: { dataset: run.dataset } }),
    events: `runs.${run.runId}`,
  }
}
