import type { Sql } from '../connect.ts'
import { reclaimAlerts } from './alerts.ts'
import { reclaimAcceptedBytes, reclaimAudit, reclaimQuarantine, reclaimSessions } from './expired.ts'
import { reclaimInputs, reclaimUploads, sweepInputs } from './inputs.ts'
import { mergeMarks } from './marks.ts'
import { reclaimPipelines, type KeptVersions } from './pipelines.ts'
import { sweepUnpublished } from './unpublished.ts'
import { reclaimVersions, sweepVersions } from './versions.ts'

/** How much one move dealt with, by kind. */
export type Reclaimed = Readonly<Record<string, number>>

/**
 * The collector's moves. Each is a small batch: it counts what it dealt with, and nothing when there is nothing left to
 * do. What `reclaim…` declares gone nobody can begin to use any more; `sweep…` then deletes its bytes.
 * Two collectors at once do no harm. A sweep is over when it found few rows, not when it deleted few: another collector
 * may have been quicker with those that it found.
 */
export function createReclaim(sql: Sql) {
  return {
    uploads: (graceMs: number): Promise<Reclaimed> => reclaimUploads(sql, graceMs),
    inputs: (keptMs: number): Promise<Reclaimed> => reclaimInputs(sql, keptMs),
    sweepInputs: (): Promise<Reclaimed> => sweepInputs(sql),
    versions: (keptMs: number, signal?: AbortSignal): Promise<Reclaimed> => reclaimVersions(sql, keptMs, signal),
    sweepVersions: (): Promise<Reclaimed> => sweepVersions(sql),
    sweepUnpublished: (graceMs: number): Promise<Reclaimed> => sweepUnpublished(sql, graceMs),
    mergeMarks: (): Promise<Reclaimed> => mergeMarks(sql),
    quarantine: (keptMs: number): Promise<Reclaimed> => reclaimQuarantine(sql, keptMs),
    audit: (keptMs: number): Promise<Reclaimed> => reclaimAudit(sql, keptMs),
    alerts: (): Promise<Reclaimed> => reclaimAlerts(sql),
    sessions: (): Promise<Reclaimed> => reclaimSessions(sql),
    acceptedBytes: (): Promise<Reclaimed> => reclaimAcceptedBytes(sql),
    pipelines: (kept: KeptVersions): Promise<Reclaimed> => reclaimPipelines(sql, kept),
  }
}
