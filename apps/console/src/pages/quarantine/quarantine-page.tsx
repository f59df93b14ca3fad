import { useState } from 'preact/hooks'
import { listDatasets } from '../../data/datasets.ts'
import { groupKey, groupQuarantine, sheetAddress, type QuarantineFilter } from '../../data/quarantine.ts'
import { isAtLeast } from '../../data/session.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { useEvents } from '../../data/use-events.ts'
import { useQuery } from '../../data/use-query.ts'
import { useSparingly } from '../../data/use-sparingly.ts'
import { hasEnded } from '../../live/run-progress.ts'
import { Button, LinkButton } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Page } from '../../parts/page.tsx'
import { Empty, Shown } from '../../parts/shown.tsx'
import { DiscardDialog } from './discard-dialog.tsx'
import { chosenGroup, GroupList, groupParts } from './group-list.tsx'
import { GroupRecords, nextTask, type Task } from './group-records.tsx'
import { MendDialog } from './mend-dialog.tsx'
import { QuarantineFilters, type ShownState } from './quarantine-filters.tsx'
import { SheetDialog } from './sheet-dialog.tsx'
import './quarantine-page.css'

/** Counts are asked for again at most this often. */
const reloadPauseMs = 10_000

export function QuarantinePage() {
  const [query, change] = useQuery()
  // Whatever the address says: the server refuses what it does not know.
  const { run, dataset, field, q, state = 'open' } = query as Omit<QuarantineFilter, 'state'> & { state?: ShownState }
  const filter: QuarantineFilter = { run, dataset, field, q, state: state === 'any' ? undefined : state }
  const answer = useAnswer((signal) => groupQuarantine(filter, 'reason', signal), [run, dataset, field, q, state])
  const datasets = useAnswer(listDatasets, [])
  const [task, setTask] = useState<Task | null>(null)
  const [isMending, setMending] = useState(false)
  const [changes, setChanges] = useState(0)
  const reload = useSparingly(answer.reload, reloadPauseMs)
  useEvents(['telemetry.live'], ({ data }) => {
    if (data.kind === 'run.state' && hasEnded(data)) reload()
  })

  /** @param next what goes on in front */
  function finish(next: Task | null = null): void {
    setTask(next)
    setMending(false)
    setChanges((count) => count + 1)
    answer.reload()
  }

  const fields = new Set((answer.data?.groups ?? []).flatMap((group) => group.field ?? []))
  return (
    <Page
      title="Quarantine"
      lead="Records that a stage refused, kept with the reason. Mend them and run them again, or discard them; nothing is deleted."
      actions={
        state === 'open' &&
        answer.data?.groups.length !== 0 && (
          <>
            <LinkButton href={sheetAddress(filter)} download="refused.csv">
              Take as CSV
            </LinkButton>
            {isAtLeast('operator') && <Button onClick={() => setMending(true)}>Send mended CSV</Button>}
          </>
        )
      }
    >
      <QuarantineFilters
        query={query}
        datasets={(datasets.data ?? []).map(({ name }) => name)}
        fields={[...fields].toSorted()}
        onChange={(next) => change({ ...groupParts, ...next })}
      />
      <Shown answer={answer} what="the quarantine">
        {({ groups, isAll }) => {
          const isNarrow = Boolean(run || dataset || field || q)
          if (groups.length === 0) return isAll ? <NothingRefused isNarrow={isNarrow} state={state} /> : <OnlyNewest />
          const chosen = chosenGroup(groups, query) ?? groups[0]!
          return (
            <>
              {!isAll && <OnlyNewest />}
              <div class="quarantine">
                <GroupList groups={groups} chosen={chosen} />
                <GroupRecords
                  key={`${groupKey(chosen)} ${run} ${dataset} ${field} ${q} ${state} ${changes}`}
                  group={chosen}
                  filter={filter}
                  onTask={setTask}
                />
              </div>
            </>
          )
        }}
      </Shown>
      {/* Out here they stay, whatever becomes of the group they began in. */}
      {task?.deed === 'mend' && (
        <MendDialog
          key={task.sample.id}
          task={task}
          onClose={() => setTask(null)}
          onDone={finish}
          onNext={task.rest.length > 0 ? () => finish(nextTask(task)) : undefined}
        />
      )}
      {task?.deed === 'discard' && <DiscardDialog task={task} onClose={() => setTask(null)} onDone={finish} />}
      {isMending && <SheetDialog onClose={() => setMending(false)} onDone={finish} />}
    </Page>
  )
}

/** There is more than is counted at once. */
function OnlyNewest() {
  return (
    <Notice title="Only the newest are counted">
      There are many. Choose a dataset or a run to count all of its own.
    </Notice>
  )
}

function NothingRefused({ isNarrow, state }: { isNarrow: boolean; state: string }) {
  if (state === 'open' && !isNarrow)
    return <Empty title="Nothing waits here">Every record that was refused has been dealt with.</Empty>
  return <Empty title={state === 'open' ? 'Nothing waits here' : 'No record is like that'}>Try fewer filters.</Empty>
}
