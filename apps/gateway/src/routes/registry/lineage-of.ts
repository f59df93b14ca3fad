import type { FrameKey, RecordOrigin } from '@syndicate/catalog'
import type { RecordLineage } from '@syndicate/contracts'

/** Where the records of a page come from: in their order, as many as follow each other and came by the same run in one entry. */
export function lineageOf(keys: FrameKey[], origins: RecordOrigin[]): RecordLineage[] {
  const byVersion = new Map(origins.map((origin) => [origin.version, origin]))
  const lineage: RecordLineage[] = []
  for (const { version } of keys) {
    const last = lineage.at(-1)
    if (last?.version === version) last.records += 1
    else lineage.push({ records: 1, ...byVersion.get(version)! })
  }
  return lineage
}
