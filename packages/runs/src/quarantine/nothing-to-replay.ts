import type { LeftReason, LeftRecords } from '@syndicate/contracts'

/** What is so of one record, and of many. */
const whyLeft: Record<LeftReason, readonly [one: string, many: string]> = {
  'not-found': ['is no longer there', 'are no longer there'],
  discarded: ['was discarded', 'were discarded'],
  replaying: ['is being replayed already', 'are being replayed already'],
  replayed: ['was replayed already', 'were replayed already'],
  'not-published': ['is of a run that was not published', 'are of runs that were not published'],
  'not-live': ['is of a version that is not live', 'are of versions that are not live'],
  'too-many-attempts': ['was tried as often as allowed', 'were tried as often as allowed'],
  'unknown-pipeline': ['is of a pipeline that is no more', 'are of pipelines that are no more'],
  unreadable: ['is unreadable: replace the whole record', 'are unreadable: replace the whole records'],
  'patch-failed': ['is not fit for this patch', 'are not fit for this patch'],
  unchanged: ['is as it was', 'are as they were'],
}

/** Why none of the records that were asked for can be replayed, for people. */
export function nothingToReplay(left: readonly LeftRecords[]): string {
  const why = left.map(({ reason, count }) => {
    const [one, many] = whyLeft[reason]
    return count === 1 ? `1 record ${one}` : `${count} records ${many}`
  })
  return why.length > 0 ? `Nothing to replay: ${why.join(', ')}` : 'There are no such records in quarantine'
}
