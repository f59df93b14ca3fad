import Type, { type Static } from 'typebox'
import type { Config } from './config.ts'
import { atLeastThirtyDays, duration, durationOrForever, msOf, msOrForever } from './duration.ts'

/** The `retention` part of syndicate.yaml. */
export const RetentionSection = Type.Object(
  {
    inputs: durationOrForever('7 days'),
    versions: durationOrForever('30 days'),
    quarantine: durationOrForever('90 days'),
    audit: atLeastThirtyDays('400 days'),
    unpublishedRuns: duration('1 min'),
    unfinishedUploads: duration('24 h'),
    events: duration('24 h'),
    runEvents: duration('2 min'),
  },
  { additionalProperties: false, default: {} },
)

export function retentionOf(section: Static<typeof RetentionSection>): Config['retention'] {
  return {
    inputsMs: msOrForever(section.inputs),
    versionsMs: msOrForever(section.versions),
    quarantineMs: msOrForever(section.quarantine),
    auditMs: msOrForever(section.audit),
    unpublishedRunsMs: msOf(section.unpublishedRuns),
    unfinishedUploadsMs: msOf(section.unfinishedUploads),
    eventsMs: msOf(section.events),
    runEventsMs: msOf(section.runEvents),
  }
}
