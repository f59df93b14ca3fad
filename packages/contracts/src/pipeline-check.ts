import Type, { type Static } from 'typebox'
import { PreviewBooks, PreviewedRefusal, WrittenDefinition } from './pipeline-preview.ts'
import { Problem } from './problem.ts'
import { RefusalCode } from './quarantine.ts'
import { refTo } from './routes/ref-to.ts'
import { RunState, Stage } from './run.ts'

/** How much a check looks at and tells. */
export const mostChecked = { inputs: 100, groups: 100, examples: 20 }

export const PipelineCheckRequest = Type.Object(
  {
    definition: WrittenDefinition,
    inputs: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: mostChecked.inputs,
        default: 10,
        description: 'How many: the newest that runs of the pipeline brought and that are still kept, each once',
      }),
    ),
  },
  {
    additionalProperties: false,
    $id: 'PipelineCheckRequest',
    examples: [{ definition: { format: 'csv', steps: [{ cast: { amount: 'number' } }] }, inputs: 10 }],
  },
)
export type PipelineCheckRequest = Static<typeof PipelineCheckRequest>

const CheckedRefusal = Type.Object({
  ...PreviewedRefusal.properties,
  runId: Type.String({ description: 'The run whose input it is in' }),
  isNew: Type.Boolean({ description: 'Whether it was not refused then' }),
})

const CheckedInput = Type.Object({
  runId: Type.String({ description: 'The last run over this input' }),
  dataset: Type.String(),
  state: RunState,
  problem: Type.Optional(
    Type.Object(
      { code: Type.String(), detail: Type.String() },
      { description: 'Why it cannot be said what becomes of it; the books are without it' },
    ),
  ),
})

/** What a definition would have made of earlier inputs. */
export const PipelineCheck = Type.Object(
  {
    inputs: Type.Array(CheckedInput, { description: 'Newest first' }),
    books: PreviewBooks,
    refused: Type.Array(
      Type.Object({
        stage: Stage,
        code: RefusalCode,
        field: Type.Union([Type.String(), Type.Null()]),
        count: Type.Integer(),
        newly: Type.Integer({ description: 'Of them, those that were not refused then' }),
        examples: Type.Array(CheckedRefusal, { maxItems: mostChecked.examples, description: 'New ones first' }),
      }),
      { maxItems: mostChecked.groups, description: 'The most frequent first' },
    ),
    more: Type.Integer({ description: 'Records that would be refused for reasons that are not told, being too many' }),
    newlyRefused: Type.Integer({ description: 'Records that would be refused and were not then' }),
    noLongerRefused: Type.Object(
      { loaded: Type.Integer(), filtered: Type.Integer() },
      { description: 'What would become of records that were refused then' },
    ),
    uncompared: Type.Integer({
      description:
        'Inputs whose refusals are not known: their run failed, or its quarantine is no longer kept. They count as without any',
    }),
  },
  { $id: 'PipelineCheck' },
)
export type PipelineCheck = Static<typeof PipelineCheck>

/** A line of the answer: some of `progress`, and at the end one of the others. */
export const PipelineCheckLine = Type.Object(
  {
    progress: Type.Optional(
      Type.Object({
        parts: Type.Integer({ description: 'Of all inputs, those that are done' }),
        of: Type.Integer({ description: 'How many there are' }),
        records: Type.Integer({ description: 'Records looked at so far' }),
      }),
    ),
    result: Type.Optional(refTo(PipelineCheck)),
    problem: Type.Optional(refTo(Problem)),
  },
  { $id: 'PipelineCheckLine' },
)
export type PipelineCheckLine = Static<typeof PipelineCheckLine>
