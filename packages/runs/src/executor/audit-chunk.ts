import { ProblemError } from '@syndicate/contracts'
import { sha256 } from '../host/host.ts'
import type { TaskContext } from './run-task.ts'
import type { AuditResult, AuditTask } from './task.ts'

/**
 * Reads back what was really stored, as a reader will, and asks the schema of each record.
 * @returns null when there is nothing to audit: it was done before, or the chunk is not there
 * Throws chunk-damaged.
 */
export async function auditChunk({ catalog, work }: TaskContext, { chunk }: AuditTask): Promise<AuditResult> {
  const { run, ordinal } = chunk
  const stored = await catalog.chunks.read(run, ordinal)
  if (!stored || stored.state === 'valid') return null
  const began = performance.now()
  const damaged = (what: string) =>
    new ProblemError('chunk-damaged', `Chunk ${ordinal} is not what was stored: ${what}`)
  const records = work(({ pipeline }) => {
    if (sha256(stored.data) !== stored.sha256) throw damaged('its checksum differs')
    return pipeline.audit(stored.data)
  })
  if (records !== stored.records) throw damaged(`it holds ${records} records, not ${stored.records}`)
  return { records, ms: performance.now() - began }
}
