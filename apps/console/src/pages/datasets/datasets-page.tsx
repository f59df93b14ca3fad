import { findDatasets } from '../../data/datasets.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { useEvents } from '../../data/use-events.ts'
import { useQuery } from '../../data/use-query.ts'
import { useSparingly } from '../../data/use-sparingly.ts'
import { useTyped } from '../../data/use-typed.ts'
import { LinkButton } from '../../parts/button.tsx'
import { SelectField, TextField } from '../../parts/field.tsx'
import { More } from '../../parts/more.tsx'
import { NewDataset } from '../../parts/new-dataset.tsx'
import { Page } from '../../parts/page.tsx'
import { Empty, Shown } from '../../parts/shown.tsx'
import { DatasetTable } from './dataset-table.tsx'
import { sortDatasets, sortIn, sortKeys, sortText } from './sort-datasets.ts'
import './datasets-page.css'

const reloadPauseMs = 5_000
/** A search goes out when the typing pauses. */
const typingPauseMs = 300

export function DatasetsPage() {
  const [query, change] = useQuery()
  const q = query['q'] ?? ''
  const sort = sortIn(query['sort'])
  const answer = useAnswer((signal) => findDatasets(q, undefined, signal), [q])
  const reload = useSparingly(answer.reload, reloadPauseMs)
  useEvents(
    ['telemetry.live'],
    ({ data }) => {
      if (data.kind === 'run.state' && data.version !== undefined) reload()
    },
    { onGap: reload },
  )

  async function loadMore(cursor: string): Promise<void> {
    const page = await findDatasets(q, cursor)
    answer.change((shown) => ({ ...page, datasets: [...shown.datasets, ...page.datasets] }))
  }

  return (
    <Page
      title="Datasets"
      wide
      lead="What runs have published. A version is there as a whole or not at all."
      actions={isAtLeast('operator') && <NewDataset />}
    >
      <div class="dataset-tools" role="search">
        <Search value={q} onChange={(text) => change({ q: text })} />
        <div class="dataset-sort">
          <SelectField
            label="Sorted by"
            unseen
            value={sortText(sort) ?? 'name'}
            onChange={(text) => change({ sort: text })}
            options={Object.entries(sortKeys).flatMap(([key, name]) => [
              [key, `${name} ↑`] as const,
              [`-${key}`, `${name} ↓`] as const,
            ])}
          />
        </div>
      </div>
      <Shown answer={answer} what="datasets">
        {({ datasets, next }) =>
          datasets.length === 0 ? (
            <None q={q} />
          ) : (
            <>
              {next !== null && (
                <p class="hint">The first {datasets.length} by name are here, and sorted; there are more.</p>
              )}
              <DatasetTable
                datasets={sortDatasets(datasets, sort)}
                sort={sort}
                onSort={(chosen) => change({ sort: sortText(chosen) })}
              />
              {next !== null && <More load={() => loadMore(next)}>Show more datasets</More>}
            </>
          )
        }
      </Shown>
    </Page>
  )
}

function Search({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const [typed, setTyped] = useTyped(value, typingPauseMs, onChange)
  return (
    <TextField
      label="Search datasets"
      unseen
      type="search"
      placeholder="Search by name or pipeline"
      maxLength={100}
      autocomplete="off"
      value={typed}
      onInput={setTyped}
    />
  )
}

function None({ q }: { q: string }) {
  if (q) return <Empty title={`No dataset has “${q}” in its name, or its pipeline’s`} />
  return (
    <Empty title="No dataset yet">
      {isAtLeast('operator') ? (
        <>
          <p>
            Drop a file anywhere in this window, and one is made of it; the first run that is published makes one too.
          </p>
          <LinkButton href="/start">Start a run</LinkButton>
        </>
      ) : (
        <p>The first run that is published makes one.</p>
      )}
    </Empty>
  )
}
