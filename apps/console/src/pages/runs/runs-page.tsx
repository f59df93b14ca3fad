import { useRef } from 'preact/hooks'
import { listRuns, type RunFilter } from '../../data/runs.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { useQuery } from '../../data/use-query.ts'
import { sinceOf } from '../../format/time-spans.ts'
import { LinkButton } from '../../parts/button.tsx'
import { More } from '../../parts/more.tsx'
import { Page } from '../../parts/page.tsx'
import { Empty, Shown } from '../../parts/shown.tsx'
import { FoldedRuns } from './folded-runs.tsx'
import { ReplayBar } from './replay-bar.tsx'
import { RunFilters } from './run-filters.tsx'
import { RunTable } from './run-table.tsx'
import { useFolds } from './use-folds.ts'
import { useLiveRuns } from './use-live-runs.ts'
import { useTicks } from './use-ticks.ts'

const pageSize = 30
/** The API gives no more at once. */
const mostShown = 500

export function RunsPage() {
  const [query, change] = useQuery()
  // Whatever the address says: the server refuses what it does not know.
  const { q, state, pipeline, dataset, time, dealtWith } = query as RunFilter & { time?: string }
  const filter: RunFilter = { q, state, pipeline, dataset, dealtWith, since: sinceOf(time) }
  const folded: RunFilter = { ...filter, fold: 'true' }
  const about = [q, state, pipeline, dataset, time, dealtWith]
  const shown = useShown(about.join('\n'))
  const answer = useAnswer((signal) => listRuns(folded, { limit: shown.current.count }, signal), about)
  const runs = useLiveRuns(answer)
  const ticks = useTicks(runs)
  const folds = useFolds()
  const isFiltered = Boolean(q || state || pipeline || dataset || time || dealtWith)
  const mayOperate = isAtLeast('operator')

  async function loadMore(cursor: string): Promise<void> {
    const page = await listRuns(folded, { cursor, limit: pageSize })
    answer.change(({ runs: before }) => ({ runs: [...before, ...page.runs], next: page.next }))
    shown.current.count = Math.min(mostShown, shown.current.count + page.runs.length)
  }

  function finish(): void {
    ticks.clear()
    answer.reload()
  }

  return (
    <Page
      title="Runs"
      actions={
        mayOperate && (
          <LinkButton kind="primary" icon="start" href="/start">
            Start a run
          </LinkButton>
        )
      }
    >
      <RunFilters query={query} onChange={change} />
      <Shown answer={answer} what="runs">
        {({ next }) =>
          runs.length === 0 ? (
            next === null ? (
              <NoRuns isFiltered={isFiltered} mayStart={mayOperate} />
            ) : (
              <Empty title="None of the newest runs is like that">
                <More load={() => loadMore(next)}>Look at older runs</More>
              </Empty>
            )
          ) : (
            <>
              {mayOperate && (isFiltered || runs.some(ticks.isFor)) && (
                <ReplayBar ticked={ticks.ids} filter={filter} onDone={finish} />
              )}
              <RunTable
                runs={runs}
                ticks={mayOperate ? ticks : undefined}
                folds={folds}
                below={(run) => run.folded && folds.isOpen(run.folded) && <FoldedRuns run={run} folded={run.folded} />}
              />
              {next !== null && <More load={() => loadMore(next)}>Show older runs</More>}
            </>
          )
        }
      </Shown>
    </Page>
  )
}

function NoRuns({ isFiltered, mayStart }: { isFiltered: boolean; mayStart: boolean }) {
  if (isFiltered) return <Empty title="No run is like that">Try fewer filters, or another word.</Empty>
  return (
    <Empty title="No runs yet">
      <p>A run takes an input through extract, transform, load and validate, and accounts for each of its records.</p>
      {mayStart && (
        <LinkButton kind="primary" href="/start?pipeline=telemetry&example=0">
          Start one with sample data
        </LinkButton>
      )}
    </Empty>
  )
}

/** How many runs are asked for: when news makes the list ask again, those that were added to it stay. */
function useShown(about: string) {
  const shown = useRef({ about, count: pageSize })
  if (shown.current.about !== about) shown.current = { about, count: pageSize }
  return shown
}
