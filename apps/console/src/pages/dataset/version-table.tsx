import type { DatasetDetail, DatasetVersion } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { rollBack } from '../../data/datasets.ts'
import { isAtLeast } from '../../data/session.ts'
import { formatBytes, formatCount } from '../../format/format-number.ts'
import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Section } from '../../parts/page.tsx'
import { Table, type Column } from '../../parts/table.tsx'
import { say } from '../../parts/toast.tsx'
import { When } from '../../parts/when.tsx'

interface VersionTableProps {
  dataset: DatasetDetail
  onChanged: () => void
}

export function VersionTable({ dataset, onChanged }: VersionTableProps) {
  const { name, head, versions } = dataset
  const [asked, ask] = useState<DatasetVersion | null>(null)
  const mayOperate = isAtLeast('operator')

  const columns: Column<DatasetVersion>[] = [
    {
      name: 'Version',
      cell: ({ version }) => (
        <>
          {version}{' '}
          {version === head && (
            <Badge tone="good" icon="published">
              head
            </Badge>
          )}
        </>
      ),
    },
    { name: 'Published', cell: ({ publishedAt }) => <When at={publishedAt} /> },
    { name: 'By run', cell: ({ runId }) => (runId ? <a href={`/runs/${runId}`}>…{runId.slice(-12)}</a> : 'truncated') },
    { name: 'Records added', figure: true, cell: ({ records }) => formatCount(records) },
    {
      name: 'Stored',
      figure: true,
      cell: ({ bytes, reclaimedAt }) => (reclaimedAt ? 'no longer kept' : formatBytes(bytes)),
    },
    {
      name: 'Actions',
      actions: true,
      cell: (version) =>
        mayOperate &&
        version.version !== head &&
        !version.reclaimedAt && (
          <Button about={`to version ${version.version}`} onClick={() => ask(version)}>
            Roll back
          </Button>
        ),
    },
  ]

  async function goBack(version: number): Promise<void> {
    await rollBack(name, version)
    say(`${name} shows version ${version}`)
    onChanged()
  }

  return (
    <Section title="Versions">
      <Table caption="Versions, newest first" columns={columns} rows={versions} keyOf={({ version }) => version} />
      {asked && (
        <Confirm
          title={`Let ${name} show version ${asked.version}?`}
          deed="Roll back"
          act={() => goBack(asked.version)}
          onClose={() => ask(null)}
        >
          Readers see version {asked.version} at once. Nothing is deleted: going forward again is the same move.
        </Confirm>
      )}
    </Section>
  )
}
