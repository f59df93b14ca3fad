import Type, { type Static } from 'typebox'
import { LeftOut } from './field-change.ts'
import { Format } from './format.ts'
import { Id } from './id.ts'
import { maxShownChars, RefusalCode } from './quarantine.ts'
import { ReadOptions } from './read-options.ts'
import { DatasetName } from './recipe.ts'
import { RunCounts, Stage } from './run.ts'

const only = { additionalProperties: false }

/** How much a preview looks at and shows, in bytes of input and of JSON. */
export const mostPreviewed = { records: 1000, inputBytes: 4 * 1024 * 1024, answerBytes: 4 * 1024 * 1024 }

/** A pipeline as somebody is writing it. What is wrong with it is told all at once, in words: hence anything is taken. */
export const WrittenDefinition = Type.Unknown({
  description:
    'A `PipelineDefinition`, whole; what has a default may be left out. What is wrong with it is told with `invalid-pipeline`. Its fixtures are not run',
})

export const PipelinePreviewRequest = Type.Object(
  {
    name: Type.Optional({
      ...DatasetName,
      description: 'What it is, or will be, called; a key that may start some pipelines only has to say so',
    }),
    definition: WrittenDefinition,
    sample: Type.Object(
      {
        text: Type.Optional(Type.String({ description: 'An input as text' })),
        base64: Type.Optional(Type.String({ description: 'An input as bytes, in base64' })),
        run: Type.Optional({ ...Id, description: 'The input of this run, read as it was read then' }),
        dataset: Type.Optional({ ...DatasetName, description: 'The first live records of this dataset, as NDJSON' }),
      },
      { ...only, minProperties: 1, maxProperties: 1, description: 'One of these' },
    ),
    part: Type.Optional(
      Type.Boolean({
        description:
          'Of `text` and `base64`: whether an input goes on behind what is sent. Records at its end are left out, as the last may be cut',
      }),
    ),
    format: Type.Optional(Format),
    reading: Type.Optional(ReadOptions),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: mostPreviewed.records,
        default: 100,
        description: 'How many records are shown at most of each kind: loaded, refused, filtered',
      }),
    ),
  },
  {
    ...only,
    $id: 'PipelinePreviewRequest',
    examples: [
      {
        name: 'orders',
        definition: { format: 'csv', steps: [{ cast: { amount: 'number' } }, { filter: 'amount > 0.0' }] },
        sample: { text: 'Sales\nid,amount\n1,9.50\n2,soon\n3,0\n' },
        reading: { skip: 1 },
      },
    ],
  },
)
export type PipelinePreviewRequest = Static<typeof PipelinePreviewRequest>

const place = {
  position: Type.Integer({ description: 'Which record of the input, from 0' }),
  line: Type.Optional(Type.Integer({ description: 'The line it begins in, from 1, where the input is read by lines' })),
  byte: Type.Optional(Type.Integer({ description: 'The byte it begins at, from 0, where it is not' })),
}

/** A record that would be refused. */
export const PreviewedRefusal = Type.Object({
  ...place,
  stage: Stage,
  code: RefusalCode,
  field: Type.Optional(Type.String({ description: 'The field at fault, by its name at the top of the record' })),
  reason: Type.String({ description: 'What is wrong, in words' }),
  before: Type.Optional(Type.Unknown({ description: 'The record as it was read; left out where it could not be' })),
  original: Type.Optional(
    Type.String({
      description: `Left out where \`before\` is there: the record as it came, cut to ${maxShownChars} characters; text, or base64 where it is neither text nor read`,
    }),
  ),
})
export type PreviewedRefusal = Static<typeof PreviewedRefusal>

const { duplicate, ...books } = RunCounts.properties

/** What would become of records: always `in = loaded + quarantined + filtered + duplicate`. */
export const PreviewBooks = Type.Object({
  ...books,
  duplicate: Type.Optional({
    ...duplicate,
    description: 'Where the pipeline has a key: records of the sample for which another of it stands',
  }),
})
export type PreviewBooks = Static<typeof PreviewBooks>

/** What a pipeline would make of a sample. */
export const PipelinePreview = Type.Object(
  {
    format: Format,
    reading: {
      ...ReadOptions,
      description: 'How the sample was read: what was said, and what was found out',
    } as typeof ReadOptions,
    records: Type.Array(
      Type.Object({
        ...place,
        before: Type.Unknown({ description: 'As it was read' }),
        after: Type.Unknown({ description: 'As it would be stored' }),
        duplicate: Type.Optional(
          Type.Boolean({
            description: 'True where another record of the sample has its key: that one would be loaded instead',
          }),
        ),
      }),
      { description: 'Those that would be loaded, by position' },
    ),
    refused: Type.Array(PreviewedRefusal, { description: 'By position' }),
    filtered: Type.Array(Type.Integer(), { description: 'Positions of records that a `filter` step would leave out' }),
    leftOut: LeftOut,
    books: PreviewBooks,
    complete: Type.Boolean({
      description:
        'Whether the books are of the whole input; else of what comes first in it, as far as there was room and time',
    }),
    truncated: Type.Boolean({
      description: 'Whether fewer are shown than asked for, since the answer has at most 4 MiB',
    }),
  },
  {
    $id: 'PipelinePreview',
    examples: [
      {
        format: 'csv',
        reading: { delimiter: ',' },
        records: [{ position: 0, line: 2, before: { id: '1', amount: '9.50' }, after: { id: '1', amount: 9.5 } }],
        refused: [
          {
            position: 1,
            line: 3,
            stage: 'transform',
            code: 'cast-failed',
            field: 'amount',
            reason: 'amount: "soon" is no number',
            before: { id: '2', amount: 'soon' },
          },
        ],
        filtered: [2],
        leftOut: [],
        books: { in: 3, loaded: 1, quarantined: 1, filtered: 1 },
        complete: true,
        truncated: false,
      },
    ],
  },
)
export type PipelinePreview = Static<typeof PipelinePreview>
