import type { PipelineDetail, PipelineVersion } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { showPipeline } from '../../data/pipelines.ts'
import { isAtLeast } from '../../data/session.ts'
import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { More } from '../../parts/more.tsx'
import { Section } from '../../parts/page.tsx'
import { Table, type Column } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import { sourceInWords } from '../../pipeline/source-in-words.ts'
import { RestoreVersion } from './restore-version.tsx'
import { VersionDifferences } from './version-differences.tsx'

interface VersionListProps {
  detail: PipelineDetail
  onMore: (how: (detail: PipelineDetail) => PipelineDetail) => void
  onRestored: () => void
}

/** How the pipeline came to be. */
export function VersionList({ detail, onMore, onRestored }: VersionListProps) {
  const { name, version: now, versions, next, removedAt } = detail
  const [asked, ask] = useState<number | null>(null)
  const oldest = next === null ? versions.at(-1)?.version : undefined
  const [wanted, want] = useState<number | null>(null)
  const columns: Column<PipelineVersion>[] = [
    {
      name: 'Version',
      cell: ({ version }) => (
        <>
          {version}{' '}
          {version === now && !removedAt && (
            <Badge tone="good" icon="published">
              now
            </Badge>
          )}
        </>
      ),
    },
    { name: 'Applied', cell: ({ appliedAt }) => <When at={appliedAt} /> },
    { name: 'By', cell: sourceInWords },
    {
      name: 'Actions',
      actions: true,
      cell: ({ version }) => (
        <>
          {version !== oldest && (
            <Button about={`in version ${version}`} onClick={() => ask(version)}>
              What differs
            </Button>
          )}{' '}
          {(version < now || removedAt) && isAtLeast('operator') && (
            <Button about={`version ${version}`} onClick={() => want(version)}>
              Restore
            </Button>
          )}
        </>
      ),
    },
  ]

  async function loadMore(cursor: number): Promise<void> {
    const page = await showPipeline(name, cursor)
    onMore((shown) => ({ ...shown, versions: [...shown.versions, ...page.versions], next: page.next }))
  }

  return (
    <Section title="Versions">
      <Table caption="Versions, newest first" columns={columns} rows={versions} keyOf={({ version }) => version} />
      {next !== null && <More load={() => loadMore(next)}>Show older versions</More>}
      {asked !== null && <VersionDifferences name={name} version={asked} onClose={() => ask(null)} />}
      {wanted !== null && (
        <RestoreVersion detail={detail} version={wanted} onRestored={onRestored} onClose={() => want(null)} />
      )}
    </Section>
  )
}
