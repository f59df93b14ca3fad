import Type, { type Static } from 'typebox'
import { Id } from './id.ts'
import { RefusalCode } from './quarantine.ts'
import { DatasetName } from './recipe.ts'
import { linksOf, RunLinks, Stage } from './run.ts'
import { leftReasons, patchOperators } from './words.ts'

const only = { additionalProperties: false }

/** Records in quarantine, by id or by what they have in common: one of the two. */
export const QuarantineSelection = Type.Object({
  ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 1000, uniqueItems: true })),
  filter: Type.Optional(
    Type.Object(
      {
        run: Type.Optional(Id),
        dataset: Type.Optional(DatasetName),
        stage: Type.Optional(Stage),
        code: Type.Optional(RefusalCode),
        field: Type.Optional(Type.String({ maxLength: 200, pattern: '^[^\\u0000]*$' })),
      },
      { ...only, minProperties: 1 },
    ),
  ),
})
export type QuarantineSelection = Static<typeof QuarantineSelection>

const Pointer = Type.String({
  maxLength: 2000,
  pattern: '^(/([^~/]|~[01])*)*$',
  description: 'A JSON Pointer (RFC 6901)',
})

/** One operation of a JSON Patch (RFC 6902). */
export const PatchOperation = Type.Object({
  op: Type.Enum(patchOperators),
  path: Pointer,
  from: Type.Optional(Pointer),
  value: Type.Optional(Type.Unknown()),
})
export type PatchOperation = Static<typeof PatchOperation>

export const QuarantineReplayRequest = Type.Object(
  {
    ...QuarantineSelection.properties,
    patch: Type.Optional(
      Type.Array(PatchOperation, {
        minItems: 1,
        maxItems: 100,
        description:
          'A JSON Patch for each record as it was before the steps. A first operation that replaces the whole record (path "") also mends one that could not be read',
      }),
    ),
    dryRun: Type.Optional(Type.Boolean({ description: 'Only says what would come of it' })),
  },
  {
    $id: 'QuarantineReplayRequest',
    ...only,
    examples: [
      {
        filter: { dataset: 'telemetry', code: 'cast-failed' },
        patch: [{ op: 'replace', path: '/cpu', value: 0 }],
        dryRun: true,
      },
    ],
  },
)
export type QuarantineReplayRequest = Static<typeof QuarantineReplayRequest>

export const QuarantineDiscardRequest = Type.Object(
  {
    ...QuarantineSelection.properties,
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500, pattern: '^[^\\u0000]*$' })),
  },
  {
    $id: 'QuarantineDiscardRequest',
    ...only,
    examples: [{ ids: ['019b7c1e-5a00-7000-8000-0123456789af'], reason: 'A sensor that was broken' }],
  },
)
export type QuarantineDiscardRequest = Static<typeof QuarantineDiscardRequest>

export const LeftReason = Type.Enum(leftReasons)
export type LeftReason = Static<typeof LeftReason>

export const LeftRecords = Type.Object({ reason: LeftReason, count: Type.Integer() })
export type LeftRecords = Static<typeof LeftRecords>

const More = Type.Boolean({ description: 'There are more than one request takes: ask again' })

export const QuarantineReplay = Type.Object(
  {
    runs: Type.Array(
      Type.Object({
        runId: Type.String(),
        dataset: Type.String(),
        pipeline: Type.String(),
        records: Type.Integer(),
        links: RunLinks,
      }),
    ),
    claimed: Type.Integer({ description: 'Records on their way through the pipeline again' }),
    notReplayable: Type.Array(LeftRecords),
    more: More,
  },
  {
    $id: 'QuarantineReplay',
    examples: [
      {
        runs: [
          {
            runId: '019b7c1e-5a00-7000-8000-0123456789ad',
            dataset: 'telemetry',
            pipeline: 'telemetry',
            records: 12,
            links: linksOf({ runId: '019b7c1e-5a00-7000-8000-0123456789ad', dataset: 'telemetry' }),
          },
        ],
        claimed: 12,
        notReplayable: [{ reason: 'discarded', count: 1 }],
        more: false,
      },
    ],
  },
)
export type QuarantineReplay = Static<typeof QuarantineReplay>

export const QuarantineDryRun = Type.Object(
  {
    matched: Type.Integer({ description: 'Records that the selection finds, in whatever state' }),
    wouldPass: Type.Integer(),
    wouldFilter: Type.Integer({ description: 'Records that a `filter` step would leave out' }),
    wouldRefuse: Type.Array(Type.Object({ stage: Stage, code: RefusalCode, count: Type.Integer() })),
    notReplayable: Type.Array(LeftRecords),
    more: More,
    complete: Type.Boolean({
      description: 'False when the time was up before all of them were tried: then the counts are of the first ones',
    }),
  },
  {
    $id: 'QuarantineDryRun',
    examples: [
      {
        matched: 13,
        wouldPass: 11,
        wouldFilter: 0,
        wouldRefuse: [{ stage: 'validate', code: 'schema-violation', count: 1 }],
        notReplayable: [{ reason: 'discarded', count: 1 }],
        more: false,
        complete: true,
      },
    ],
  },
)
export type QuarantineDryRun = Static<typeof QuarantineDryRun>

export const QuarantineDiscard = Type.Object(
  { discarded: Type.Integer(), notDiscarded: Type.Array(LeftRecords), more: More },
  { $id: 'QuarantineDiscard', examples: [{ discarded: 1, notDiscarded: [], more: false }] },
)
export type QuarantineDiscard = Static<typeof QuarantineDiscard>
