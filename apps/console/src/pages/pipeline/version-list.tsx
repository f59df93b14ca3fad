import type { PipelineDetail, PipelineVersion } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { showPipeline } from '../../data/pipelines.ts'
import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { More } from '../../parts/more.tsx'
import { Section } from '../../parts/page.tsx'
import { Table, type Column } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import { sourceInWords } from '../../pipeline/source-in-words.ts'
import { VersionDifferences } from './version-differences.tsx'

interface VersionListProps {
  detail: PipelineDetail
  onMore: (how: (detail: PipelineDetail) => PipelineDetail) => void
}

/** How the pipeline came to be. */
export function VersionList({ detail: { name, version: now, versions, next, removedAt }, onMore }: VersionListProps) {
  const [asked, ask] = useState<number | null>(null)
  const oldest = next === null ? versions.at(-1)?.version : undefined
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
      cell: ({ version }) =>
        version !== oldest && (
          <Button about={`in version ${version}`} onClick={() => ask(version)}>
            What differs
          </Button>
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
    </Section>
  )
}
