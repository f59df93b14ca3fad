import Type, { type Static } from 'typebox'
import { Stage } from './run.ts'

/** Why one record was refused. Stable, machine-readable; `reason` beside it is for people. */
export const RefusalCode = Type.Enum([
  'malformed-record',
  'record-too-large',
  'not-an-object',
  'too-many-fields',
  'cast-failed',
  'expression-failed',
  'name-taken',
  'schema-violation',
  'record-timeout',
  'record-out-of-memory',
  'record-crashed',
])
export type RefusalCode = Static<typeof RefusalCode>

/** One record that a stage refused. */
export const Refusal = Type.Object({
  position: Type.Integer({ description: 'Which record of the input, from 0' }),
  stage: Stage,
  code: RefusalCode,
  reason: Type.String({ description: 'What is wrong, in words' }),
  original: Type.String({ description: 'The record as it came: text, or base64 where `encoding` says so' }),
  encoding: Type.Enum(['text', 'base64']),
})
export type Refusal = Static<typeof Refusal>

export const QuarantinedRecord = Type.Object(
  {
    id: Type.String(),
    runId: Type.String(),
    dataset: Type.String(),
    position: Type.Integer(),
    stage: Stage,
    code: RefusalCode,
    reason: Type.String(),
    original: Type.String(),
    encoding: Type.Enum(['text', 'base64']),
    createdAt: Type.String({ format: 'date-time' }),
  },
  { $id: 'QuarantinedRecord' },
)
export type QuarantinedRecord = Static<typeof QuarantinedRecord>
