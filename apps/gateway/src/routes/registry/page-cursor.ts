import type { FrameKey } from '@syndicate/catalog'
import { ProblemError } from '@syndicate/contracts'

/** Where a page begins: so many records into the frame after `after`, of a version that never changes. */
export interface PageStart {
  version: number
  after: FrameKey | null
  skip: number
}

export function writeCursor({ version, after, skip }: PageStart): string {
  return [version, after?.version ?? 0, after?.ordinal ?? -1, skip].map((number) => number.toString(36)).join('.')
}

/** @throws ProblemError validation-failed for anything that `writeCursor` did not write */
export function readCursor(text: string): PageStart {
  const numbers = /^([0-9a-z]{1,7}\.){2}(-1|[0-9a-z]{1,7})\.[0-9a-z]{1,7}$/.test(text)
    ? text.split('.').map((part) => parseInt(part, 36))
    : []
  const [version, afterVersion, ordinal, skip] = numbers
  if (numbers.length !== 4 || numbers.some((number) => number > 2_147_483_647)) {
    throw new ProblemError('validation-failed', 'cursor: not one that a page gave')
  }
  return {
    version: version!,
    after: ordinal === -1 ? null : { version: afterVersion!, ordinal: ordinal! },
    skip: skip!,
  }
}
