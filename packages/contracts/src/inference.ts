import Type, { type Static } from 'typebox'
import { Format } from './format.ts'
import { PipelineDefinition } from './pipeline-definition.ts'
import { RefusalCode } from './quarantine.ts'
import { ReadOptions } from './read-options.ts'
import { CastTarget, DatasetName } from './recipe.ts'
import { refTo } from './routes/ref-to.ts'
import { inferredTypes } from './words.ts'

/** Of a file, so much is looked at, in bytes. */
export const maxHeadBytes = 4 * 1024 * 1024
/** Of the fields of its records, so many. */
export const maxInferredFields = 1000
/** Different values of a field are counted up to here; one more means more. */
export const maxDistinct = 1000

export const InferredType = Type.Enum(inferredTypes)
export type InferredType = Static<typeof InferredType>

const Value = Type.Union([Type.String(), Type.Number(), Type.Boolean()])
const Bound = Type.Union([Type.String(), Type.Number()])
const place = {
  position: Type.Integer({ description: 'Which record of the input, from 0' }),
  line: Type.Optional(Type.Integer({ description: 'The line it begins in, from 1' })),
  byte: Type.Optional(Type.Integer({ description: 'The byte it begins at, from 0, where it is not read by lines' })),
}

/** A cell that is not what its field is. */
const BadCell = Type.Object({ ...place, value: Type.String({ description: 'As it came, cut short' }) })

const aField = {
  name: 'sold',
  type: 'timestamp',
  required: false,
  nulls: 2,
  distinct: 31,
  minimum: '2026-01-01T00:00:00.000Z',
  maximum: '2026-01-31T00:00:00.000Z',
  examples: ['2026-01-31'],
  evidence: '197 of 200 are dates as 2026-01-31; 2 are empty; 1 is not',
  cast: 'timestamp',
  misfits: 1,
  badCells: [{ position: 4, line: 6, value: 'soon' }],
}

/** A column, or a field at the top of the records. */
export const InferredField = Type.Object(
  {
    name: Type.String(),
    type: InferredType,
    required: Type.Boolean({ description: 'It was there and had a value in every record' }),
    nulls: Type.Integer({ description: 'Records in which it is null, empty or not there' }),
    distinct: Type.Integer({ description: `Different values; ${maxDistinct + 1} means more than ${maxDistinct}` }),
    enum: Type.Optional(
      Type.Array(Value, { description: 'Few values that came again and again: the schema takes no other' }),
    ),
    minimum: Type.Optional(Bound),
    maximum: Type.Optional(Bound),
    range: Type.Optional(
      Type.Object(
        { minimum: Type.Optional(Type.Number()), maximum: Type.Optional(Type.Number()) },
        { description: 'What the schema asserts of it, as others of its kind will keep within it, too' },
      ),
    ),
    examples: Type.Array(Type.Unknown(), { description: 'At most 5 of its values, long ones cut short' }),
    evidence: Type.String({ description: 'How it is known, in a sentence' }),
    cast: Type.Optional(CastTarget),
    misfits: Type.Integer({ description: 'Cells that are not of the type: their records would be refused' }),
    badCells: Type.Array(BadCell, { description: 'The first of them, at most 20' }),
  },
  { $id: 'InferredField', examples: [aField] },
)
export type InferredField = Static<typeof InferredField>

const InferredRefusal = Type.Object({
  ...place,
  code: RefusalCode,
  reason: Type.String(),
  original: Type.String({ description: 'The record as it came, cut short' }),
})

const anExample = {
  name: 'sales-2026',
  format: 'csv',
  reading: { delimiter: ';' },
  evidence: {
    format: 'Rows of 2 cells, with ";" between them',
    delimiter: 'Rows have as many cells each with ";" between them',
  },
  fields: [aField],
  moreFields: 0,
  keys: [],
  definition: {
    format: 'csv',
    delimiter: ';',
    datasets: [],
    mode: 'append',
    onInvalid: 'quarantine',
    live: false,
    steps: [{ cast: { sold: 'timestamp' } }],
    fixtures: [],
    schema: { type: 'object', properties: { sold: { type: ['string', 'null'], format: 'date-time' } } },
  },
  rows: [{ id: 1, sold: '2026-01-31T00:00:00.000Z' }],
  refused: [
    { position: 4, line: 6, code: 'cast-failed', reason: '"sold" is no timestamp: "soon"', original: '5;soon' },
  ],
  refusedRecords: 1,
  records: 200,
  bytes: 3200,
  complete: true,
}

/** What the beginning of a file tells of the pipeline that would take it. */
export const Inference = Type.Object(
  {
    name: { ...DatasetName, description: 'What it may be called, after the file' },
    format: Format,
    reading: ReadOptions,
    evidence: Type.Record(Type.String(), Type.String(), {
      description: 'How format and each option of its reading are known, in a sentence each',
    }),
    fields: Type.Array(refTo(InferredField), { description: 'In the order they came' }),
    moreFields: Type.Integer({
      description: `Fields that were passed over: beyond ${maxInferredFields}, or with a name that no step can speak of`,
    }),
    keys: Type.Array(Type.String(), { description: 'Fields that tell records apart, the likeliest first' }),
    definition: refTo(PipelineDefinition),
    rows: Type.Array(Type.Unknown(), { description: 'The first records as they would be stored, at most 20' }),
    refused: Type.Array(InferredRefusal, { description: 'The first records that would be refused, at most 20' }),
    refusedRecords: Type.Integer({ description: 'How many would be, of those looked at' }),
    records: Type.Integer({ description: 'Records looked at' }),
    bytes: Type.Integer({ description: 'Bytes looked at, as they are unpacked' }),
    complete: Type.Boolean({ description: 'Whether these are all records of the file' }),
  },
  { $id: 'Inference', examples: [anExample] },
)
export type Inference = Static<typeof Inference>
