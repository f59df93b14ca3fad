import type { Acceptance } from '@syndicate/catalog'
import { acceptRun, type RunRequest } from '@syndicate/runs'
import type { Gateway } from './gateway.ts'

/** Takes a run in for a user, within what the user may still give. Throws what `acceptRun` throws, and too-many-bytes. */
export async function acceptFor(
  { runs, acceptedBytes }: Pick<Gateway, 'runs' | 'acceptedBytes'>,
  request: RunRequest,
  announced?: number,
): Promise<Acceptance> {
  const body = await acceptedBytes.meter(request.userId, request.body, announced)
  return acceptRun(runs, { ...request, body })
}
