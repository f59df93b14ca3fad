import type { Acceptance } from '@syndicate/catalog'
import { acceptRun, type RunRequest } from '@syndicate/runs'
import type { Gateway } from './gateway.ts'

/** Takes a run in for a user, within what the user may still give. Throws what `acceptRun` throws, and too-many-bytes. */
export function acceptFor(
  { runs, acceptedBytes }: Pick<Gateway, 'runs' | 'acceptedBytes'>,
  request: RunRequest,
  announced?: number,
): Promise<Acceptance> {
  return acceptedBytes.meter(request.userId, request.body, (body) => acceptRun(runs, { ...request, body }), announced)
}
