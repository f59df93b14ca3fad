import type { EventRetention } from '@syndicate/broker'
import type { RunLimits } from './context.ts'

/** The run protocol's limits, out of `api.etl` (in bytes) and `api.limits` of the configuration. */
export function limitsOf(
  etl: {
    maxInputBytes: number
    sliceBytes: number
    maxRecordBytes: number
    maxDocumentBytes: number
    maxGrowth: number
    auditShare: number
    maxDatabaseBytes?: number | undefined
  },
  limits: { unfinishedRuns?: number } = {},
): RunLimits {
  const { maxInputBytes, sliceBytes, maxRecordBytes, maxDocumentBytes, maxGrowth, auditShare, maxDatabaseBytes } = etl
  return {
    maxInputBytes,
    cut: { sliceBytes, maxRecordBytes, maxDocumentBytes },
    maxGrowth,
    auditShare,
    databaseBytes: maxDatabaseBytes,
    unfinishedRuns: limits.unfinishedRuns,
  }
}

/** How long the broker keeps events, out of the `retention` part of the configuration. */
export function eventsKept(retention: { eventsMs: number; runEventsMs: number }): EventRetention {
  const seconds = (ms: number) => Math.max(1, Math.round(ms / 1000))
  return { otherSeconds: seconds(retention.eventsMs), runSeconds: seconds(retention.runEventsMs) }
}
