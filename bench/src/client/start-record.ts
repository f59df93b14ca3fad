import { pathTo } from '@syndicate/contracts'
import { answerOf } from './answer-of.ts'
import type { Session } from './sign-in.ts'

export interface StartedRecord {
  runId: string
  /** When the request left and when the answer was there, as `performance.now()` has it. */
  sentAt: number
  answeredAt: number
}

/** Starts a run of one telemetry record, given as JSON. */
export async function startRecord(session: Session, record: string): Promise<StartedRecord> {
  const sentAt = performance.now()
  const response = await fetch(new URL(pathTo('POST /api/etl/start'), session.gatewayUrl), {
    method: 'POST',
    headers: { ...session.headers, 'content-type': 'application/json' },
    body: `{"dataType":"TELEMETRY","payload":${record}}`,
  })
  const answeredAt = performance.now()
  const { runId } = await answerOf<'POST /api/etl/start'>(response)
  return { runId, sentAt, answeredAt }
}
