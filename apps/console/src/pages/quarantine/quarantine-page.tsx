import type { QuarantineState } from '@syndicate/contracts'
import { useState } from 'preact/hooks'
import { useEvents } from '../../data/use-events.ts'
import { listDatasets } from '../../data/datasets.ts'
import { groupQuarantine, type QuarantineFilter } from '../../data/quarantine.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { useQuery } from '../../data/use-query.ts'
import { useSparingly } from '../../data/use-sparingly.ts'
import { hasEnded } from '../../live/run-progress.ts'
import { Button } from '../../parts/button.tsx'
import { SelectField } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Page } from '../../parts/page.tsx'
import { Empty, Shown } from '../../parts/shown.tsx'
import { DiscardDialog } from './discard-dialog.tsx'
import { GroupList, isGroup } from './group-list.tsx'
import { GroupRecords, type Task } from './group-records.tsx'
import { MendDialog } from './mend-dialog.tsx'
import './quarantine-page.css'

/** Counts are asked for again at most this often. */
const reloadPauseMs = 10_000

const states = [
  ['open', 'Open'],
  ['replaying', 'Replaying'],
  ['replayed', 'Replayed'],
  ['discarded', 'Discarded'],
  ['any', 'In any state'],
] as const satisfies readonly (readonly [QuarantineState | 'any', string])[]
type State = (typeof states)[number][0]

export function QuarantinePage() {
  const [query, change] = useQuery()
  // Whatever the address says: the server refuses what it does not know.
  const {
    run,
    dataset,
    stage,
    code,
    field,
    state = 'open',
  } = query as Omit<QuarantineFilter, 'state'> & { state?: State }
  const filter: QuarantineFilter = { run, dataset, field, state: state === 'any' ? undefined : state }
  const answer = useAnswer((signal) => groupQuarantine(filter, 'code', signal), [run, dataset, field, state])
  const datasets = useAnswer(listDatasets, [])
  const [task, setTask] = useState<Task | null>(null)
  const [changes, setChanges] = useState(0)
  const reload = useSparingly(answer.reload, reloadPauseMs)
  useEvents(['telemetry.live'], ({ data }) => {
    if (data.kind === 'run.state' && hasEnded(data)) reload()
  })

  function finish(): void {
    setTask(null)
    setChanges((count) => count + 1)
    answer.reload()
  }

  return (
    <Page
      title="Quarantine"
      lead="Records that a stage refused, kept with the reason. Mend them and run them again, or discard them; nothing is deleted."
    >
      <div class="quarantine-filters">
        <SelectField
          label="State"
          unseen
          value={state}
          onChange={(next) => change({ state: next === 'open' ? undefined : next })}
          options={states}
        />
        <SelectField
          label="Dataset"
          unseen
          value={dataset ?? ''}
          onChange={(next) => change({ dataset: next, stage: undefined, code: undefined })}
          options={[['', 'Any dataset'], ...(datasets.data ?? []).map(({ name }) => [name, name] as const)]}
        />
        {run && (
          <Button icon="close" onClick={() => change({ run: undefined })}>
            Run …{run.slice(-12)}
          </Button>
        )}
        {field && (
          <Button icon="close" onClick={() => change({ field: undefined })}>
            Field {field}
          </Button>
        )}
      </div>
      <Shown answer={answer} what="the quarantine">
        {({ groups, isAll }) => {
          if (groups.length === 0) return isAll ? <NothingRefused state={state} /> : <OnlyNewest />
          const chosen = groups.find((group) => isGroup(group, stage, code)) ?? groups[0]!
          return (
            <>
              {!isAll && <OnlyNewest />}
              <div class="quarantine">
                <GroupList groups={groups} chosen={chosen} />
                <GroupRecords
                  key={`${chosen.stage} ${chosen.code} ${run} ${dataset} ${field} ${state} ${changes}`}
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
      {task?.deed === 'mend' && <MendDialog task={task} onClose={() => setTask(null)} onDone={finish} />}
      {task?.deed === 'discard' && <DiscardDialog task={task} onClose={() => setTask(null)} onDone={finish} />}
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

function NothingRefused({ state }: { state: string }) {
  if (state === 'open')
    return <Empty title="Nothing waits here">Every record that was refused has been dealt with.</Empty>
  return <Empty title="No record is like that">Choose another state or dataset.</Empty>
}
