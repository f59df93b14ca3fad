import type {
  AuditKind,
  AuditOutcome,
  Format,
  QuarantineState,
  RefusalCode,
  Role,
  RunState,
} from '@syndicate/contracts'

// Written out, for the contracts bring a validation library along that takes longer to load than most commands run.
// `choices.test.ts` holds them to the contracts.

export const runStates = [
  'accepted',
  'running',
  'published',
  'rejected',
  'failed',
  'cancelled',
] as const satisfies RunState[]
export const stages = ['extract', 'transform', 'load', 'validate'] as const
export const formats = ['json', 'ndjson', 'yaml', 'csv', 'binary', 'msgpack', 'cbor'] as const satisfies Format[]
export const roles = ['admin', 'operator', 'viewer'] as const satisfies Role[]
export const quarantineStates = ['open', 'replaying', 'replayed', 'discarded'] as const satisfies QuarantineState[]
export const refusalCodes = [
  'malformed-record',
  'record-too-large',
  'not-an-object',
  'too-many-fields',
  'cast-failed',
  'expression-failed',
  'name-taken',
  'schema-violation',
  'record-timeout',
  'record-out-of-memory',
  'record-crashed',
] as const satisfies RefusalCode[]
export const auditOutcomes = ['done', 'refused', 'failed'] as const satisfies AuditOutcome[]
export const auditKinds = [
  'session.login',
  'session.logout',
  'session.revoke',
  'user.create',
  'user.change',
  'key.create',
  'key.revoke',
  'run.start',
  'run.cancel',
  'run.replay',
  'dataset.read',
  'dataset.rollback',
  'quarantine.replay',
  'quarantine.discard',
  'queue.change',
  'socket.open',
  'request.refused',
] as const satisfies AuditKind[]
