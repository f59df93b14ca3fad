/**
 * Every enumeration of the contract as a plain list, from which its schemas are made. Imported as
 * `@syndicate/contracts/words` it brings nothing along, for programs that start often and pages that load over a network.
 */

export const roles = ['admin', 'operator', 'viewer'] as const

/** What a caller may be allowed to do, by role and by the scopes of a key. */
export const rights = ['read', 'start', 'operate', 'administer'] as const

/** The forms an input may have. `binary` is MessagePack or CBOR, told apart by its first bytes. */
export const formats = ['json', 'ndjson', 'yaml', 'csv', 'binary', 'msgpack', 'cbor'] as const
/** The forms records are given in, the usual one first. */
export const recordFormats = ['ndjson', 'json', 'csv'] as const
/** Programs that CSV is written for, where they want it otherwise than RFC 4180 has it. */
export const csvReaders = ['excel'] as const
/** What `POST /api/etl/start` calls its payload. */
export const dataTypes = ['JSON', 'YAML', 'BINARY', 'TELEMETRY'] as const

/** What becomes of CSV rows with too few fields. */
export const raggedPolicies = ['refuse', 'fill'] as const
export const decimalSigns = ['.', ','] as const

export const castTypes = ['string', 'number', 'integer', 'decimal', 'bigint', 'boolean', 'timestamp'] as const
/** What the values of a field turn out to be: what a cast makes of them, or what JSON has besides. */
export const inferredTypes = [...castTypes, 'object', 'array', 'null', 'mixed'] as const
export const datasetModes = ['append', 'replace', 'upsert'] as const
/** Which of the rows of a run with the same key counts; `refuse`: the first, and the others are refused. */
export const duplicatePolicies = ['last', 'first', 'refuse'] as const
/** What a pipeline does with the records its schema refuses. */
export const invalidPolicies = ['quarantine', 'reject'] as const
/** What a pipeline does with fields that its schema does not name: keeps them, leaves them out, refuses the record. */
export const newFieldPolicies = ['evolve', 'ignore', 'refuse'] as const
/** What became of a field since the records before. */
export const fieldChangeKinds = ['new', 'gone', 'changed'] as const

/** Where a version of a pipeline came from: the program itself, a file of the configuration, or somebody who asked for it. */
export const pipelineSources = ['built-in', 'file', 'api'] as const
/** What applying a pipeline does to it. */
export const pipelineChanges = ['created', 'changed', 'unchanged', 'removed', 'restored'] as const

/** The stages in the order a chunk meets them. */
export const stages = ['extract', 'transform', 'load', 'validate'] as const
export const finalStates = ['published', 'rejected', 'failed', 'cancelled'] as const
export const runStates = ['accepted', 'running', ...finalStates] as const

/** Why one record was refused. */
export const refusalCodes = [
  'malformed-record',
  'record-too-large',
  'not-an-object',
  'too-many-fields',
  'cast-failed',
  'expression-failed',
  'name-taken',
  'new-field',
  'schema-violation',
  'key-missing',
  'duplicate-key',
  'record-timeout',
  'record-out-of-memory',
  'record-crashed',
] as const
/** How the original of a refused record is written. */
export const originalEncodings = ['text', 'base64'] as const
export const quarantineStates = ['open', 'replaying', 'replayed', 'discarded'] as const
/** What refused records are counted by: each tells apart more than the one before. */
export const quarantineGroupings = ['code', 'field', 'reason'] as const
/** Why a record in quarantine is left where it is. */
export const leftReasons = [
  'not-found',
  'discarded',
  'replaying',
  'replayed',
  'not-published',
  'not-live',
  'too-many-attempts',
  'unknown-pipeline',
  'unreadable',
  'patch-failed',
  'unchanged',
] as const
/** What would become of a record that is tried. */
export const triedOutcomes = ['pass', 'filter', 'refuse', 'left'] as const
/** Why a run is left out of a replay of many. The last three are want of room: those runs are taken when asked again later. */
export const leftRunReasons = [
  'not-found',
  'under-way',
  'published',
  'replayed',
  'input-reclaimed',
  'nothing-to-replay',
  'dataset-taken',
  'dataset-mode-conflict',
  'dataset-key-conflict',
  'too-many-runs',
  'too-many-bytes',
  'overloaded',
] as const
/** The operations of a JSON Patch (RFC 6902). */
export const patchOperators = ['add', 'remove', 'replace', 'move', 'copy', 'test'] as const

/** How far the erasure of records is. */
export const erasureStates = ['running', 'done'] as const

/** Where alerts are sent. */
export const destinationKinds = ['webhook', 'slack', 'teams', 'discord', 'email'] as const
/** What a rule looks for. */
export const alertEvents = ['run-ended', 'records-refused', 'nothing-arrived', 'quarantine-grew'] as const
/** What goes with each of them: what has to be said, and what may be. */
export const conditionParts = {
  'run-ended': { needs: ['states'], takes: ['pipeline', 'dataset'] },
  'records-refused': { needs: ['moreThan'], takes: ['pipeline', 'dataset'] },
  'nothing-arrived': { needs: ['hours', 'dataset'], takes: [] },
  'quarantine-grew': { needs: ['records'], takes: ['dataset'] },
} as const satisfies Record<(typeof alertEvents)[number], Record<'needs' | 'takes', readonly string[]>>
/** What an alert says. */
export const alertTypes = [
  'run.published',
  'run.rejected',
  'run.failed',
  'run.cancelled',
  'records.refused',
  'dataset.silent',
  'dataset.arrived',
  'quarantine.grew',
  'quarantine.calm',
  'alerts.summed',
  'alerts.test',
] as const
export const deliveryStates = ['pending', 'delivered', 'dead'] as const

/** What the audit trail knows of, by the index of the source it belongs to. */
export const auditKindsOf = {
  session: [
    'session.login',
    'session.logout',
    'session.revoke',
    'user.create',
    'user.change',
    'key.create',
    'key.revoke',
  ],
  etl: [
    'run.start',
    'run.cancel',
    'run.replay',
    'run.deal-with',
    'run.reopen',
    'dataset.read',
    'dataset.rollback',
    'dataset.erase',
    'dataset.truncate',
    'dataset.delete',
    'quarantine.replay',
    'quarantine.discard',
    'pipeline.apply',
    'pipeline.remove',
    'queue.change',
    'pipeline.infer',
  ],
  network: [
    'socket.open',
    'request.refused',
    'destination.create',
    'destination.remove',
    'destination.test',
    'rule.create',
    'rule.change',
    'rule.remove',
    'delivery.resend',
  ],
} as const
export const auditKinds = [...auditKindsOf.session, ...auditKindsOf.etl, ...auditKindsOf.network] as const
export const auditOutcomes = ['done', 'refused', 'failed'] as const

/** How much what was found matters, the least first. */
export const severities = ['ok', 'warning', 'error'] as const
