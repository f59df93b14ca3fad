import { ProblemError, shortText } from '@syndicate/contracts'
import { withoutCredentials } from './without-credentials.ts'

/** Of an error's text in a log, in bytes. */
const mostTextBytes = 300
const mostSearchedBytes = 2000
const mostFrames = 10

interface ShownError {
  type: string
  /** Left out where it may repeat what somebody sent: the code says what it is, and the run says it in words. */
  message?: string
  code?: string
  stack?: string
  cause?: unknown
  errors?: unknown[]
}

/**
 * Of an error what helps to find it, for logs: nobody's data. So not what clients of databases hang on theirs, such as the
 * command with its arguments, and no text of those kinds of errors that quote what they are about.
 */
export function shownError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? shownText(error) : typeof error
  const { code } = error as Error & { code?: unknown }
  const shown: ShownError = { type: error.name }
  if (!quotes(error)) shown.message = shownText(error.message)
  if (typeof code === 'string') shown.code = code
  const frames = framesOf(error)
  if (frames) shown.stack = frames
  if (depth < 3 && error.cause !== undefined) shown.cause = shownError(error.cause, depth + 1)
  if (depth < 3 && error instanceof AggregateError) {
    shown.errors = error.errors.slice(0, 5).map((each) => shownError(each, depth + 1))
  }
  return shown
}

/** An error in words, for whoever starts a program: at length, but where they may repeat what somebody sent. */
export function errorInWords(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? shownText(error) : 'Something was thrown'
  const { code = error.name } = error as Error & { code?: unknown }
  return quotes(error) ? String(code) : shownText(error.message, mostSearchedBytes)
}

/** A problem tells its caller what is wrong with what was sent; a parser and PostgreSQL (of data and constraints) quote it. */
function quotes(error: Error): boolean {
  if (error instanceof ProblemError || error instanceof SyntaxError) return true
  return error.name === 'PostgresError' && /^2[23]/.test((error as Error & { code: string }).code)
}

/** Where it happened, without the text that comes before. */
function framesOf({ stack, message }: Error): string | undefined {
  if (stack === undefined) return undefined
  const at = stack.indexOf(message)
  const lines = (at < 0 ? stack : stack.slice(at + message.length)).split('\n', mostFrames + 1)
  return lines.filter((line) => /^\s+at /.test(line)).join('\n')
}

/** A connection's URL may be in it. */
function shownText(text: string, mostBytes = mostTextBytes): string {
  // Not searched beyond what is shown and the longest URL that may begin there.
  return shortText(withoutCredentials(shortText(text, mostSearchedBytes)), mostBytes)
}
