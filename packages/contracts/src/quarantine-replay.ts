import Type, { type Static } from 'typebox'
import { Id } from './id.ts'
import { RefusalCode } from './quarantine.ts'
import { DatasetName } from './recipe.ts'
import { TextFilter } from './routes/filters.ts'
import { linksOf, RunLinks, Stage } from './run.ts'
import { leftReasons, patchOperators, triedOutcomes } from './words.ts'

const only = { additionalProperties: false }

/** What a sheet of mended records may have, in bytes. */
export const maxSheetBytes = 4 * 1024 * 1024

/** Records that a dry run names at once. */
export const mostNamed = 50

export const SearchText = TextFilter(200, 'Looked for in the record as it came, as it was read, and in the reason')

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
        field: Type.Optional(TextFilter(200, 'Refused for this field')),
        reason: Type.Optional(TextFilter(1000, 'With this reason, as `group=reason` gives it: without its values')),
        q: Type.Optional(SearchText),
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
    nameFrom: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 10_000,
        description: `With \`dryRun\`: which of the records to name first, from 0; ${mostNamed} are named`,
      }),
    ),
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

/** What would become of one record. */
const TriedRecord = Type.Object({
  id: Type.String(),
  runId: Type.String(),
  position: Type.Integer(),
  line: Type.Union([Type.Integer(), Type.Null()]),
  outcome: Type.Enum(triedOutcomes, { description: '`left`: it would stay where it is' }),
  changes: Type.Array(
    Type.Object({
      field: Type.String(),
      before: Type.Union([Type.String(), Type.Null()]),
      after: Type.Union([Type.String(), Type.Null()]),
    }),
    {
      description:
        'The first 20 fields that would be mended, before the steps, as JSON cut short; null where there is none',
    },
  ),
  stage: Type.Optional(Stage),
  code: Type.Optional(RefusalCode),
  field: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String({ description: 'Why it would be refused still, or left' })),
})
export type TriedRecord = Static<typeof TriedRecord>

export const QuarantineDryRun = Type.Object(
  {
    matched: Type.Integer({ description: 'Records that the selection finds, in whatever state' }),
    wouldPass: Type.Integer(),
    wouldFilter: Type.Integer({ description: 'Records that a `filter` step would leave out' }),
    wouldRefuse: Type.Array(Type.Object({ stage: Stage, code: RefusalCode, count: Type.Integer() })),
    notReplayable: Type.Array(LeftRecords),
    records: Type.Array(TriedRecord, { description: `What would become of each, ${mostNamed} at a time` }),
    nextRecord: Type.Union([Type.Integer(), Type.Null()], { description: '`nameFrom` for those behind them' }),
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
        records: [
          {
            id: '019b7c1e-5a00-7000-8000-0123456789af',
            runId: '019b7c1e-5a00-7000-8000-0123456789ab',
            position: 3,
            line: 4,
            outcome: 'pass',
            changes: [{ field: 'cpu', before: '"hot"', after: '0' }],
          },
        ],
        nextRecord: null,
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
