import Type from 'typebox'
import type { ProblemCode } from '../problem.ts'
import { AcceptedRun, Run } from '../run.ts'
import { withHeaders } from './answer-headers.ts'
import { refTo } from './ref-to.ts'

/** Request headers of whoever may wait for the end of a run. */
export const waitHeaders = Type.Object({
  prefer: Type.Optional(
    Type.String({ description: '`wait=N`: answer 200 with the run when it ends within N seconds, at most 30' }),
  ),
})

/** Request headers that starting a run understands. */
export const startHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      pattern: '^[\\x20-\\x7e]+$',
      description: 'A repeat answers with the first run',
    }),
  ),
  ...waitHeaders.properties,
})

/** What a request for a run is answered with. */
export const startAnswers = {
  202: withHeaders(
    { ...refTo(AcceptedRun), description: 'The run is durable and under way' },
    'Location',
    'X-ETL-Time',
  ),
  200: withHeaders(
    { ...refTo(Run), description: 'The run ended within the time of `Prefer: wait`' },
    'Location',
    'X-ETL-Time',
    'Preference-Applied',
  ),
}

/** What a request for a run may be refused with. */
export const startProblems = [
  'unknown-pipeline',
  'idempotency-conflict',
  'malformed-input',
  'dataset-taken',
  'dataset-mode-conflict',
  'dataset-key-conflict',
  'too-many-bytes',
  'too-many-runs',
  'overloaded',
] as const satisfies ProblemCode[]
