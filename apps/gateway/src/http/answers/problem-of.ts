import { ProblemError, type Problem, type ProblemCode } from '@syndicate/contracts'
import { isPassing } from '@syndicate/runs'

interface Finding {
  instancePath: string
  message?: string
  params: Record<string, unknown>
}

interface ThrownError extends Error {
  code?: string
  statusCode?: number
  validation?: Finding[]
  validationContext?: string
}

export interface Diagnosis {
  code: ProblemCode
  detail?: string
  errors?: Problem['errors']
}

const byErrorCode: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'input-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'empty-input',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-body',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'upload-incomplete',
  FST_ERR_NOT_FOUND: 'route-not-found',
  FST_ERR_BAD_URL: 'validation-failed',
  FST_ERR_MAX_PARAM_LENGTH: 'route-not-found',
  ECONNRESET: 'upload-incomplete',
}

const byStatus: Record<number, ProblemCode> = {
  400: 'malformed-body',
  401: 'not-authenticated',
  403: 'forbidden',
  404: 'route-not-found',
  406: 'not-acceptable',
  413: 'input-too-large',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
  503: 'unavailable',
}

/** Of PostgreSQL, where only what callers ask widely has a time limit. */
const statementCanceled = '57014'

/** Names anything thrown by the contract's codes. Details of unexpected errors stay inside. */
export function problemOf(thrown: unknown): Diagnosis {
  if (thrown instanceof ProblemError) {
    const mayBeTold = thrown.status < 500 || thrown.status === 503
    if (!mayBeTold) return { code: thrown.code }
    return { code: thrown.code, detail: thrown.message, ...(thrown.errors && { errors: [...thrown.errors] }) }
  }
  if (!(thrown instanceof Error)) return { code: 'internal-error' }
  const error = thrown as ThrownError
  if (error.validation) {
    const errors = error.validation.map((finding) => describe(finding, error.validationContext ?? 'body'))
    return {
      code: 'validation-failed',
      detail: errors.map(({ path, message }) => `${path} ${message}`).join('; '),
      errors,
    }
  }
  if ('query' in error && error.code === statementCanceled) {
    return { code: 'too-broad', detail: 'Ask for less: name a pipeline, a dataset, a run or a shorter time' }
  }
  // A connection to the database may be reset as well as one to a caller.
  if ('query' in error && isPassing(error)) return { code: 'unavailable' }
  const known = byErrorCode[error.code ?? '']
  if (known) return { code: known, detail: error.message }
  if (isPassing(error)) return { code: 'unavailable' }
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return { code: byStatus[error.statusCode] ?? 'malformed-body', detail: error.message }
  }
  return { code: byStatus[error.statusCode ?? 500] ?? 'internal-error' }
}

function describe({ instancePath, message, params }: Finding, part: string) {
  const member = (params['missingProperty'] ?? params['additionalProperty']) as string | undefined
  const allowed = Array.isArray(params['allowedValues']) ? `: ${params['allowedValues'].join(', ')}` : ''
  return {
    path: `/${part}${instancePath}${member === undefined ? '' : `/${member}`}`,
    message: `${inDigits(part, params) ?? message ?? 'is wrong'}${allowed}`,
  }
}

/** In an address all is text, so "must be integer" would puzzle whoever sent 1e3. */
function inDigits(part: string, { type }: Record<string, unknown>): string | undefined {
  if (part === 'body') return undefined
  if (type === 'integer') return 'must be a whole number, in digits'
  return type === 'number' ? 'must be a number, in digits' : undefined
}
