import Type, { type Static } from 'typebox'
import { erasureStates } from './words.ts'

const Time = Type.String({ format: 'date-time' })
const only = { additionalProperties: false }

/** How many erasures of a dataset may be under way, and what one lists of each kind. */
export const mostErasures = { underWay: 20, examples: 10, kept: 1000 }

/** Which records: by values of fields, or by what is true of them. */
export const ErasureSelector = Type.Union(
  [
    Type.Object(
      {
        key: Type.Record(
          Type.String({ minLength: 1, maxLength: 200 }),
          Type.Union([Type.String({ minLength: 1, maxLength: 1000 }), Type.Number(), Type.Boolean()]),
          {
            minProperties: 1,
            maxProperties: 16,
            description:
              'Fields at the top of a record and their values. A text is also found where it is written as a number; before the steps of its pipeline, a number is also found as a text',
          },
        ),
      },
      only,
    ),
    Type.Object(
      { where: Type.String({ minLength: 1, maxLength: 2000, description: 'CEL over the record, as in a filter' }) },
      only,
    ),
  ],
  { $id: 'ErasureSelector', examples: [{ key: { id: 5 } }, { where: "email == 'ada@example.com'" }] },
)
export type ErasureSelector = Static<typeof ErasureSelector>

export const ErasureState = Type.Enum(erasureStates)
export type ErasureState = Static<typeof ErasureState>

const anErasure = {
  id: '019b7c1e-5a00-7000-8000-0123456789ab',
  dataset: 'customers',
  dryRun: false,
  state: 'done' as const,
  askedBy: 'ada',
  askedAt: '2026-01-02T03:04:05.000Z',
  endedAt: '2026-01-02T03:04:09.000Z',
  records: 3,
  versions: 2,
  refused: 1,
  inputs: 2,
  unreadableInputs: 0,
  waitingFor: 0,
  heldUp: null,
  examples: {
    records: [{ version: 7, runId: '019b7c1e-5a00-7000-8000-0123456789ab', chunk: 0, row: 17 }],
    inputs: ['019b7c1e-5a00-7000-8000-0123456789ab'],
  },
  proof: 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c',
}

/** What is being erased from a dataset, or was. It never says which records were asked for. */
export const Erasure = Type.Object(
  {
    id: Type.String(),
    dataset: Type.String(),
    dryRun: Type.Boolean({ description: 'Only counts: nothing is erased' }),
    state: ErasureState,
    askedBy: Type.String({ description: 'Name of the user' }),
    askedAt: Time,
    endedAt: Type.Union([Time, Type.Null()]),
    records: Type.Integer({ description: 'Stored records, in all versions' }),
    versions: Type.Integer({ description: 'Versions that added them' }),
    refused: Type.Integer({ description: 'Records in quarantine' }),
    inputs: Type.Integer({ description: 'Stored inputs that hold one of the records: they go as a whole' }),
    unreadableInputs: Type.Integer({
      description: 'Of the inputs, those that go because nobody could tell what is in them',
    }),
    waitingFor: Type.Integer({ description: 'Runs that were accepted before and have not ended yet' }),
    heldUp: Type.Union([Type.String(), Type.Null()], {
      description:
        'What is in its way, if something is: a stored chunk that cannot be read, say. What is found elsewhere is erased all the same, and it is tried again, once a minute at last',
    }),
    examples: Type.Object(
      {
        records: Type.Array(
          Type.Object({
            version: Type.Integer(),
            runId: Type.String(),
            chunk: Type.Integer(),
            row: Type.Integer({ description: 'In its chunk, from 0' }),
          }),
        ),
        inputs: Type.Array(Type.String({ description: 'A run over the input' })),
      },
      { description: `Some of each, at most ${mostErasures.examples}` },
    ),
    proof: Type.String({
      description:
        'SHA-256, in hex, of the salt that whoever asked was given, a line feed, and `key` or `where` as it was asked for, as JSON',
    }),
  },
  { $id: 'Erasure', examples: [anErasure] },
)
export type Erasure = Static<typeof Erasure>

/** The answer to whoever asked. */
export const AcceptedErasure = Type.Object(
  {
    ...Erasure.properties,
    salt: Type.String({ description: 'Kept nowhere: who has it and knows what was asked for can prove it by `proof`' }),
  },
  {
    $id: 'AcceptedErasure',
    examples: [{ ...anErasure, state: 'running' as const, endedAt: null, salt: '9f86d081884c7d65' }],
  },
)
export type AcceptedErasure = Static<typeof AcceptedErasure>
