import Type, { type Static } from 'typebox'
import type { RunCounts } from './run.ts'
import { shortText } from './short-text.ts'

/**
 * Every error a caller can meet, as an HTTP answer or as the error of a run, by its stable code. The code is public
 * surface; the detail is for people.
 */
export const problems = {
  'validation-failed': { status: 400, title: 'The request is not valid' },
  'malformed-body': { status: 400, title: 'The body could not be read' },
  'empty-input': { status: 400, title: 'The input is empty' },
  'upload-incomplete': { status: 400, title: 'The upload ended before its announced length' },
  'not-authenticated': { status: 401, title: 'Sign in first' },
  'wrong-credentials': { status: 401, title: 'Wrong user name or password' },
  'sign-in-failed': { status: 401, title: 'The identity provider did not sign you in' },
  'invalid-key': { status: 401, title: 'The API key is not known, revoked or over' },
  'csrf-failed': { status: 403, title: 'The CSRF token is missing or does not belong to this session' },
  'origin-refused': { status: 403, title: 'This origin may not connect' },
  'wrong-password': { status: 403, title: 'The current password is wrong' },
  'passwords-off': { status: 403, title: 'Nobody signs in with a password here' },
  'role-missing': { status: 403, title: 'The identity provider gives you no role here' },
  'email-refused': { status: 403, title: 'Your mail address is not one that may sign in here' },
  'user-disabled': { status: 403, title: 'You are disabled here' },
  forbidden: { status: 403, title: 'Your role does not allow this' },
  'route-not-found': { status: 404, title: 'There is nothing here' },
  'user-not-found': { status: 404, title: 'User not found' },
  'key-not-found': { status: 404, title: 'API key not found' },
  'session-not-found': { status: 404, title: 'Session not found' },
  'destination-not-found': { status: 404, title: 'Destination of alerts not found' },
  'rule-not-found': { status: 404, title: 'Alert rule not found' },
  'delivery-not-found': { status: 404, title: 'Delivery not found' },
  'run-not-found': { status: 404, title: 'Run not found' },
  'run-ambiguous': { status: 409, title: 'More than one run begins so' },
  'dataset-not-found': { status: 404, title: 'Dataset not found' },
  'erasure-not-found': { status: 404, title: 'Erasure not found' },
  'version-not-found': { status: 404, title: 'Dataset version not found' },
  'unknown-pipeline': { status: 404, title: 'There is no pipeline of that name' },
  'idempotency-conflict': { status: 422, title: 'This Idempotency-Key was used with another request' },
  'username-taken': { status: 409, title: 'There is a user of that name already' },
  'name-taken': { status: 409, title: 'There is one of that name already' },
  'destination-in-use': { status: 409, title: 'Alert rules still send there' },
  'too-many-alerts': { status: 409, title: 'There are as many destinations or rules as there may be' },
  'delivery-pending': { status: 409, title: 'This is still to be delivered' },
  'managed-by-provider': { status: 409, title: 'The identity provider decides this' },
  'last-admin': { status: 409, title: 'The last enabled administrator has to stay one' },
  'too-many-keys': { status: 409, title: 'There are too many API keys; revoke some' },
  'run-is-final': { status: 409, title: 'The run has already ended' },
  'pipeline-changed': { status: 409, title: 'Somebody has changed the pipeline since' },
  'dataset-taken': { status: 409, title: 'The dataset belongs to another pipeline' },
  'dataset-changed': { status: 409, title: 'The dataset has another head by now' },
  'too-many-erasures': { status: 409, title: 'As many erasures of this dataset are under way as may be' },
  'dataset-mode-conflict': { status: 409, title: 'The dataset exists with another mode' },
  'dataset-key-conflict': { status: 409, title: 'The dataset is keyed by other fields' },
  'version-superseded': {
    status: 409,
    title: 'The version that these records were refused from is not live any more',
  },
  'cutter-unknown': {
    status: 409,
    title: 'The input is cut by a later version of the program; replay the run where that is',
  },
  'input-reclaimed': { status: 410, title: 'The input is no longer kept' },
  'version-reclaimed': { status: 410, title: 'The version is no longer kept' },
  'url-too-long': { status: 414, title: 'The URL is too long' },
  'input-too-large': { status: 413, title: 'The input is larger than this server accepts' },
  'unsupported-encoding': { status: 415, title: 'This Content-Encoding is not supported' },
  'unsupported-media-type': { status: 415, title: 'This media type is not supported' },
  'unsupported-format': { status: 415, title: 'This input format is not supported' },
  'not-acceptable': { status: 406, title: 'None of the accepted formats is available' },
  'csv-too-wide': { status: 406, title: 'The records have too many fields for CSV; take NDJSON or JSON' },
  'address-refused': { status: 422, title: 'Alerts may not be sent to this address' },
  'weak-password': { status: 422, title: 'This password is too easy to guess' },
  'invalid-pipeline': { status: 422, title: 'A pipeline is not valid' },
  'invalid-records': { status: 422, title: 'More records were refused than the pipeline allows' },
  'malformed-input': { status: 422, title: 'The input is not what its format promises' },
  'too-broad': { status: 422, title: 'Looking that up takes longer than a question may' },
  'limits-exceeded': { status: 422, title: 'Too many records take more time or memory than their pipeline may use' },
  'grown-too-large': { status: 422, title: 'The input becomes many times larger than it is' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'too-many-bytes': { status: 429, title: 'You have given us as much as you may today' },
  'too-many-runs': { status: 429, title: 'Too many of your runs have not ended yet' },
  'too-many-uploads': { status: 429, title: 'You are sending as much at once as you may' },
  'too-many-sockets': { status: 429, title: 'You have as many sockets open as you may' },
  'too-many-messages': { status: 429, title: 'Too many socket messages' },
  'internal-error': { status: 500, title: 'Internal server error' },
  'input-lost': { status: 500, title: 'The stored input is not complete any more' },
  'chunk-damaged': { status: 500, title: 'A stored chunk is not what was stored; replay the run' },
  'stage-failed': { status: 500, title: 'A stage failed for good' },
  overloaded: { status: 503, title: 'There is no room for more work at the moment' },
  'nothing-to-replay': { status: 409, title: 'None of these records can be replayed' },
  'provider-unavailable': { status: 503, title: 'The identity provider does not answer' },
  unavailable: { status: 503, title: 'A dependency is not available' },
} as const

export type ProblemCode = keyof typeof problems

/** How many places a problem tells of at most. */
export const mostPlaces = 100

/** One place where something is wrong. */
const ProblemPlace = Type.Object({
  path: Type.String({ description: 'JSON Pointer (RFC 6901)' }),
  message: Type.String(),
  expected: Type.Optional(Type.String({ description: 'Where that can be said' })),
  got: Type.Optional(Type.String()),
})
export type ProblemPlace = Static<typeof ProblemPlace>

/** RFC 9457 problem details, with the stable `code`. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'A URI reference that names the kind of problem' }),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'Stable, machine-readable' }),
    detail: Type.Optional(Type.String()),
    instance: Type.Optional(Type.String({ description: 'The id of the request' })),
    errors: Type.Optional(
      Type.Array(ProblemPlace, { maxItems: mostPlaces, description: 'What is wrong, place by place' }),
    ),
  },
  {
    $id: 'Problem',
    examples: [
      {
        type: '/problems/validation-failed',
        title: 'The request is not valid',
        status: 400,
        code: 'validation-failed',
        detail: '/body/dataType must be equal to one of the allowed values: JSON, YAML, BINARY, TELEMETRY',
        instance: '019b7c1e-5a00-7000-8000-0123456789ae',
        errors: [
          {
            path: '/body/dataType',
            message: 'must be equal to one of the allowed values: JSON, YAML, BINARY, TELEMETRY',
          },
        ],
      },
    ],
  },
)
export type Problem = Static<typeof Problem>

interface ProblemOptions extends ErrorOptions {
  retryAfterSeconds?: number | undefined
  counts?: RunCounts | undefined
  errors?: readonly ProblemPlace[] | undefined
}

/** An expected failure. `detail` may be shown to the caller: it never holds a secret or an internal, and is cut short. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly code: ProblemCode
  /** When it is worth trying again. */
  readonly retryAfterSeconds: number | undefined
  /** Of a run that cannot go on: what was read of it last, and is in its books nowhere else. */
  readonly counts: RunCounts | undefined
  /** What is wrong, place by place, where it is more than the detail says. */
  readonly errors: readonly ProblemPlace[] | undefined

  constructor(code: ProblemCode, detail?: string, options?: ProblemOptions) {
    super(shortText(detail ?? problems[code].title), options)
    this.code = code
    this.retryAfterSeconds = options?.retryAfterSeconds
    this.counts = options?.counts
    this.errors = options?.errors?.slice(0, mostPlaces)
  }

  get status(): number {
    return problems[this.code].status
  }
}
