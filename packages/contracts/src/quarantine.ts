import Type, { type Static } from 'typebox'
import { Stage } from './run.ts'
import { originalEncodings, quarantineStates, refusalCodes } from './words.ts'

/** Why one record was refused. Stable, machine-readable; `reason` beside it is for people. */
export const RefusalCode = Type.Enum(refusalCodes)
export type RefusalCode = Static<typeof RefusalCode>

const refusal = {
  position: Type.Integer({ description: 'Which record of the input, from 0' }),
  stage: Stage,
  code: RefusalCode,
  reason: Type.String({ description: 'What is wrong, in words' }),
  original: Type.String({ description: 'The record as it came: text, or base64 where `encoding` says so' }),
  encoding: Type.Enum(originalEncodings),
}
const recordText = 'The record before the steps, as JSON, where `original` is not JSON itself and could be read'
const lineText = 'The line of the input that the record begins in, from 1, where it is read by lines'
const byteText = 'The byte of the input that the record begins at, from 0, where it is not read by lines'
const fieldText = 'The field at fault, by its name at the top of the record'

/** One record that a stage refused. */
export const Refusal = Type.Object({
  ...refusal,
  line: Type.Optional(Type.Integer({ description: lineText })),
  byte: Type.Optional(Type.Integer({ description: byteText })),
  field: Type.Optional(Type.String({ description: fieldText })),
  record: Type.Optional(Type.String({ description: recordText })),
})
export type Refusal = Static<typeof Refusal>

export const QuarantineState = Type.Enum(quarantineStates)
export type QuarantineState = Static<typeof QuarantineState>

/** What a list gives of each text of a refused record, in characters. A multiple of four, for base64. */
export const maxShownChars = 4096

const Text = Type.Union([Type.String(), Type.Null()])

export const QuarantinedRecord = Type.Object(
  {
    id: Type.String(),
    runId: Type.String(),
    dataset: Type.String(),
    ...refusal,
    line: Type.Union([Type.Integer(), Type.Null()], { description: `${lineText}; null where that is not known` }),
    byte: Type.Union([Type.Integer(), Type.Null()], { description: `${byteText}; null where that is not known` }),
    field: Type.Union([Type.String(), Type.Null()], { description: `${fieldText}; null where that is not known` }),
    record: Type.Union([Type.String(), Type.Null()], { description: recordText }),
    bytes: Type.Integer({ description: 'Of `original` and `record` in full' }),
    truncated: Type.Boolean({
      description: `Texts of more than ${maxShownChars} characters are cut to that here; ask for this record by \`id\` to have all of it`,
    }),
    state: QuarantineState,
    attempt: Type.Integer({ description: 'How many replays the record has been through when it was refused here' }),
    replayRun: Type.Union([Type.String(), Type.Null()], { description: 'The run that last took it out, if any' }),
    discardedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    discardedBy: Type.Union([Type.String(), Type.Null()], { description: 'The id of a user' }),
    discardReason: Text,
    createdAt: Type.String({ format: 'date-time' }),
  },
  {
    $id: 'QuarantinedRecord',
    examples: [
      {
        id: '019b7c1e-5a00-7000-8000-0123456789af',
        runId: '019b7c1e-5a00-7000-8000-0123456789ab',
        dataset: 'telemetry',
        position: 3,
        line: 4,
        byte: null,
        stage: 'transform',
        code: 'cast-failed',
        field: 'cpu',
        reason: 'cpu: "hot" is no number',
        original: '{"cpu":"hot","mem":134217728,"timestamp":"2026-01-02T03:04:05Z"}',
        encoding: 'text',
        record: null,
        bytes: 63,
        truncated: false,
        state: 'open',
        attempt: 0,
        replayRun: null,
        discardedAt: null,
        discardedBy: null,
        discardReason: null,
        createdAt: '2026-01-02T03:04:06.000Z',
      },
    ],
  },
)
export type QuarantinedRecord = Static<typeof QuarantinedRecord>
