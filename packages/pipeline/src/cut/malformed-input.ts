import { ProblemError } from '@syndicate/contracts'

/** The input as a whole cannot be read: no record boundary after `at` can be trusted. */
export function malformedInput(what: string, at?: number): ProblemError {
  return new ProblemError('malformed-input', at === undefined ? what : `${what}, at byte ${at}`)
}
