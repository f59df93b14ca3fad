import type { Dataset } from '@syndicate/contracts'
import { listDatasets } from '../../data/datasets.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { useEvents } from '../../data/use-events.ts'
import { useSparingly } from '../../data/use-sparingly.ts'
import { formatBytes, formatCount } from '../../format/format-number.ts'
import { LinkButton } from '../../parts/button.tsx'
import { NewDataset } from '../../parts/new-dataset.tsx'
import { Page } from '../../parts/page.tsx'
import { Empty, Shown } from '../../parts/shown.tsx'
import { Table, type Column } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'

const reloadPauseMs = 5_000

const columns: Column<Dataset>[] = [
  { name: 'Dataset', cell: ({ name }) => <a href={`/datasets/${name}`}>{name}</a> },
  { name: 'Pipeline', cell: ({ pipeline }) => pipeline && <a href={`/pipelines/${pipeline}`}>{pipeline}</a> },
  { name: 'Mode', cell: ({ mode }) => mode },
  { name: 'Records', figure: true, cell: ({ records }) => formatCount(records) },
  { name: 'Stored', figure: true, cell: ({ bytes }) => formatBytes(bytes) },
  { name: 'Version', figure: true, cell: ({ head }) => head },
  { name: 'Updated', figure: true, cell: ({ updatedAt }) => <When at={updatedAt} /> },
]

export function DatasetsPage() {
  const answer = useAnswer(listDatasets, [])
  const reload = useSparingly(answer.reload, reloadPauseMs)
  useEvents(
    ['telemetry.live'],
    ({ data }) => {
      if (data.kind === 'run.state' && data.version !== undefined) reload()
    },
    { onGap: reload },
  )
  return (
    <Page
      title="Datasets"
      lead="What runs have published. A version is there as a whole or not at all."
      actions={isAtLeast('operator') && <NewDataset />}
    >
      <Shown answer={answer} what="datasets">
        {(datasets) =>
          datasets.length === 0 ? (
            <Empty title="No dataset yet">
              <p>
                Drop a file anywhere in this window, and one is made of it; so does the first run that is published.
              </p>
              {isAtLeast('operator') && <LinkButton href="/start">Start a run</LinkButton>}
            </Empty>
          ) : (
            <Table caption="Datasets" columns={columns} rows={datasets} keyOf={({ name }) => name} />
          )
        }
      </Shown>
    </Page>
  )
}
