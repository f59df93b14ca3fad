import { ProblemError } from '@syndicate/contracts'

/** The input as a whole cannot be read: no record boundary after `at` can be trusted. */
export function malformedInput(what: string, at?: number): ProblemError {
  return new ProblemError('malformed-input', at === undefined ? what : `${what}, at byte ${at}`)
}

/** The same, and how far it could be read: the records before it that are whole, and where the last of them ends. */
export function malformedBehind(what: string, at: number, records: number, lastEnd: number): ProblemError {
  const last =
    records === 0 ? 'no record is whole' : `the last whole record is number ${records}, up to byte ${lastEnd}`
  return malformedInput(`${what}, at byte ${at}; ${last}`)
}
