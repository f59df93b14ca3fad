import { ProblemError } from '@syndicate/contracts'

/** Far deeper than data is, far shallower than what overflows the stack of whoever writes it out again. */
const maxDepth = 100

/** @throws ProblemError malformed-body for a value nested too deeply */
export function refuseDeep(value: unknown): void {
  if (!within(value, maxDepth)) throw new ProblemError('malformed-body', `The payload is nested more than ${maxDepth} levels deep`)
}

function within(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((member) => within(member, levels - 1))
}
