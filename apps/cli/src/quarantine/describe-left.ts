import type { LeftRecords } from '@syndicate/contracts'

/** Why some records were left where they are, on a line each. */
export function describeLeft(left: readonly LeftRecords[]): string[] {
  return left.map(({ reason, count }) => `${count} left: ${reason}`)
}

export const moreHint = 'There are more than one request takes: run the command again.'
