import type { LeftReason, RefusalCode } from '@syndicate/contracts'

const meanings: Record<RefusalCode, string> = {
  'malformed-record': 'Could not be read',
  'record-too-large': 'Larger than a record may be',
  'not-an-object': 'Is not an object with fields',
  'too-many-fields': 'Has more fields than its header names',
  'cast-failed': 'A value is not of the type it should be',
  'expression-failed': 'An expression of the pipeline failed on it',
  'name-taken': 'A field would have the name of another',
  'new-field': 'A field that the schema does not name',
  'schema-violation': 'Does not meet the schema',
  'key-missing': 'Has no value in a field of the key',
  'duplicate-key': 'Another record of the run has its key',
  'record-timeout': 'Took too long',
  'record-out-of-memory': 'Took too much memory',
  'record-crashed': 'Broke whoever worked on it',
}

/** What a code of a refusal means, in a few words. A code of a newer server stands for itself. */
export function meaningOf(code: RefusalCode): string {
  return meanings[code] ?? code
}

const leftReasons: Record<LeftReason, string> = {
  'not-found': 'no longer there',
  discarded: 'discarded',
  replaying: 'being replayed already',
  replayed: 'replayed already',
  'not-published': 'of a run that was not published',
  'not-live': 'of a version that is not live',
  'too-many-attempts': 'tried as often as allowed',
  'unknown-pipeline': 'of a pipeline that is no more',
  unreadable: 'unreadable: replace the whole record',
  'patch-failed': 'not fit for this patch',
  unchanged: 'unchanged',
}

/** Why records are left where they are, to follow a number. */
export function leftBecause(reason: LeftReason): string {
  return leftReasons[reason] ?? reason
}
