import type { DatasetDetail, DatasetVersion } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { rollBack } from '../../data/datasets.ts'
import { isAtLeast } from '../../data/session.ts'
import { countOf, formatBytes, formatCount } from '../../format/format-number.ts'
import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Section } from '../../parts/page.tsx'
import { Table, type Column } from '../../parts/table.tsx'
import { say } from '../../parts/toast.tsx'
import { When } from '../../parts/when.tsx'

/** Versions that are shown at first, and more each time. */
const step = 10

interface VersionTableProps {
  dataset: DatasetDetail
  onChanged: () => void
}

export function VersionTable({ dataset, onChanged }: VersionTableProps) {
  const { name, head, versions } = dataset
  const [asked, ask] = useState<DatasetVersion | null>(null)
  const [shown, show] = useState(step)
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
          <Button
            {...(version.version < head && { about: `to version ${version.version}` })}
            onClick={() => ask(version)}
          >
            {deedOf(version.version, head)}
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
      <Table
        caption="Versions, newest first"
        columns={columns}
        rows={versions.slice(0, shown)}
        keyOf={({ version }) => version}
      />
      {versions.length > shown && (
        <div class="form-actions">
          <Button onClick={() => show(shown + step)}>Show more</Button>
        </div>
      )}
      {asked && (
        <Confirm
          title={`Let ${name} show version ${asked.version}?`}
          deed={deedOf(asked.version, head)}
          act={() => goBack(asked.version)}
          onClose={() => ask(null)}
        >
          <p>
            Readers see version {asked.version} at once: {nowAndThen(dataset, asked)}. Nothing is deleted: the way back
            is the same move.
          </p>
        </Confirm>
      )}
    </Section>
  )
}

function deedOf(version: number, head: number): string {
  return version > head ? `Show version ${version}` : 'Roll back'
}

/** What readers see, as far as it is known: where versions add to each other, only what the one added is. */
function nowAndThen({ mode, records }: DatasetDetail, { version, records: added }: DatasetVersion): string {
  const now = `now they see ${countOf(records, 'record')}`
  return mode === 'replace'
    ? `${now}, then ${formatCount(added)}`
    : `${now}; version ${version} added ${formatCount(added)}`
}
