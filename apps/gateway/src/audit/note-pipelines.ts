import type { PipelineChange } from '@syndicate/contracts'
import type { FastifyRequest } from 'fastify'
import { originOf } from './audit-requests.ts'
import type { AuditEvent, Trail } from './trail.ts'

type Change = Pick<PipelineChange, 'name' | 'change' | 'version'>

/** What became of a pipeline, for the audit trail. */
export function pipelineEvent({ name, change, version }: Change): AuditEvent {
  return { kind: change === 'removed' ? 'pipeline.remove' : 'pipeline.apply', target: name, version }
}

/** Writes down each pipeline that a request has changed, instead of the request: a dry run, or what has changed nothing, leaves no entry. */
export function notePipelines(trail: Trail, request: FastifyRequest, changes: readonly Change[]): void {
  for (const each of changes)
    if (each.change !== 'unchanged') trail.note({ ...originOf(request), ...pipelineEvent(each) })
  request.audited = true
}
