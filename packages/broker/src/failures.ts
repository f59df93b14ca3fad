import { ProblemError, shortText } from '@syndicate/contracts'
import { UnrecoverableError } from 'bullmq'

/** Of the text of a failure that Redis keeps, in bytes. */
const mostKeptBytes = 300

/** Thrown by a handler for a job that says something wrong: no run is to blame for what somebody wrote into Redis. */
export class JobRefused extends Error {
  override readonly name = 'JobRefused'
}

/** Tells the queue to let a job be. */
export class RefusedFailure extends UnrecoverableError {
  constructor(reason: string) {
    super(shortText(reason, mostKeptBytes))
  }
}

/** Tells the queue not to try again. */
class PermanentFailure extends UnrecoverableError {
  override readonly cause: Error
  constructor(cause: Error) {
    super(keptOf(cause))
    this.cause = cause
  }
}

/** Tells the queue to try again, while there are tries left. */
class TriedFailure extends Error {
  override readonly cause: Error
  constructor(cause: Error) {
    super(keptOf(cause))
    this.cause = cause
  }
}

/** What the queue is told in the place of what a handler threw: it keeps the text, and error texts may be long and hold people's data. */
export function failureOf(thrown: unknown): Error {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  return isForGood(error) ? new PermanentFailure(error) : new TriedFailure(error)
}

/** What a caller or an input did wrong stays wrong, however often it is tried. */
export function isForGood(error: unknown): boolean {
  return error instanceof ProblemError && error.status < 500
}

/** What the handler threw. */
export function thrownOf(failure: Error): Error {
  return failure instanceof PermanentFailure || failure instanceof TriedFailure ? failure.cause : failure
}

function keptOf(error: Error): string {
  return error instanceof ProblemError ? error.code : shortText(error.message, mostKeptBytes)
}
