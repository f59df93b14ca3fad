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

const aRefusal = {
  runId: '019b7c1e-5a00-7000-8000-0123456789ab',
  isNew: true,
  position: 41,
  line: 43,
  stage: 'transform',
  code: 'cast-failed',
  field: 'amount',
  reason: 'amount: "12,50" is no number',
  before: { id: '42', amount: '12,50' },
}
/** A check as it may come out. */
export const aPipelineCheck = {
  inputs: [{ runId: aRefusal.runId, dataset: 'orders', state: 'published' }],
  uncompared: 0,
  books: { in: 10_000, loaded: 9_963, quarantined: 37, filtered: 0 },
  more: 0,
  newlyRefused: 37,
  noLongerRefused: { loaded: 0, filtered: 0 },
  refused: [{ stage: 'transform', code: 'cast-failed', field: 'amount', count: 37, newly: 37, examples: [aRefusal] }],
}

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
  { $id: 'PipelineCheck', examples: [aPipelineCheck] },
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
  {
    $id: 'PipelineCheckLine',
    examples: [{ progress: { parts: 3, of: 9, records: 4200 } }, { result: aPipelineCheck }],
  },
)
export type PipelineCheckLine = Static<typeof PipelineCheckLine>
