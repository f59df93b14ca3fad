import type { Pipeline } from '@syndicate/contracts'
import { listPipelines } from '../../data/pipelines.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { useEvents } from '../../data/use-events.ts'
import { useSparingly } from '../../data/use-sparingly.ts'
import { LinkButton } from '../../parts/button.tsx'
import { NewDataset } from '../../parts/new-dataset.tsx'
import { Page } from '../../parts/page.tsx'
import { Empty, Shown } from '../../parts/shown.tsx'
import { Table, type Column } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import { sourceInWords } from '../../pipeline/source-in-words.ts'

const reloadPauseMs = 1_000

const columns: Column<Pipeline>[] = [
  {
    name: 'Pipeline',
    cell: ({ name, description }) => (
      <>
        <a href={`/pipelines/${name}`}>{name}</a>
        {description && <small>{description}</small>}
      </>
    ),
  },
  { name: 'Format', cell: ({ format }) => format },
  { name: 'Dataset', cell: ({ dataset }) => <a href={`/datasets/${dataset}`}>{dataset}</a> },
  { name: 'Version', figure: true, cell: ({ version }) => version },
  { name: 'Comes from', cell: sourceInWords },
  { name: 'Changed', figure: true, cell: ({ appliedAt }) => <When at={appliedAt} /> },
]

export function PipelinesPage() {
  const answer = useAnswer(listPipelines, [])
  const reload = useSparingly(answer.reload, reloadPauseMs)
  useEvents(['pipelines'], reload, { onGap: reload })
  return (
    <Page
      title="Pipelines"
      lead="How inputs become records of a dataset. A change is a new version; runs under way keep theirs."
      actions={
        isAtLeast('operator') && (
          <>
            <LinkButton href="/new/pipeline">New pipeline</LinkButton>
            <NewDataset />
          </>
        )
      }
    >
      <Shown answer={answer} what="pipelines">
        {(pipelines) =>
          pipelines.length === 0 ? (
            <Empty title="No pipeline yet" />
          ) : (
            <Table caption="Pipelines" columns={columns} rows={pipelines} keyOf={({ name }) => name} />
          )
        }
      </Shown>
    </Page>
  )
}
