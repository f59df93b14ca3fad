import type { Run, Stage } from '@syndicate/contracts'
import { stages } from '@syndicate/contracts/words'
import { formatCount } from '../../format/format-number.ts'
import { formatClock, formatDay, formatDuration, momentInFull } from '../../format/format-time.ts'
import { failedStage, hasEnded, shareDone } from '../../live/run-progress.ts'
import { Icon, type IconName } from '../../parts/icon.tsx'
import { Bar } from '../../parts/stage-progress.tsx'
import './timeline.css'

/** The way of a run: accepted, started, through the stages, finished. */
export function Timeline({ run }: { run: Run }) {
  const { createdAt, startedAt, finishedAt, state, version } = run
  const since = (at: string) => `after ${formatDuration(Date.parse(at) - Date.parse(createdAt))}`
  return (
    <ol class={`timeline ${state}`}>
      <Moment name="Accepted" at={createdAt} note={formatDay(createdAt)} />
      <Moment name="Started" at={startedAt} note={startedAt ? since(startedAt) : 'waits for a worker'} />
      {stages.map((stage) => (
        <StageMoment key={stage} run={run} stage={stage} />
      ))}
      {hasEnded(run) ? (
        <Moment
          name={state === 'published' ? `Published as version ${version ?? '…'}` : `Ended: ${state}`}
          at={finishedAt}
          note={finishedAt ? since(finishedAt) : ''}
          icon={state}
        />
      ) : (
        <Moment name="Finished" at={null} note="" />
      )}
    </ol>
  )
}

interface MomentProps {
  name: string
  at: string | null
  note: string
  icon?: IconName
}

function Moment({ name, at, note, icon = 'published' }: MomentProps) {
  return (
    <li class={at ? `done ${icon}` : undefined}>
      <Icon name={at ? icon : 'accepted'} />
      <span class="timeline-name">{name}</span>
      <span class="timeline-note">
        <span>{note}</span>
        {at && (
          <time dateTime={at} title={momentInFull(at)}>
            {formatClock(at)}
          </time>
        )}
      </span>
    </li>
  )
}

function StageMoment({ run, stage }: { run: Run; stage: Stage }) {
  const { chunks, ms } = run.stages[stage]
  const share = shareDone(run, stage)
  const isFault = failedStage(run) === stage
  const of = run.chunks === null || (isFault && run.chunks === 0) ? '' : ` of ${formatCount(run.chunks)}`
  return (
    <li class={isFault ? 'stage failed' : share === 1 ? 'stage done' : 'stage'}>
      <Icon name={isFault ? 'failed' : stageIcon(share, hasEnded(run))} />
      <span class="timeline-name">
        {stage}
        {isFault && <span class="unseen"> failed</span>}
      </span>
      <Bar share={share} />
      <span class="timeline-note">
        {formatCount(chunks)}
        {of} {chunks === 1 && !of ? 'chunk' : 'chunks'}
        {ms > 0 && `, ${formatDuration(ms)} of work`}
      </span>
    </li>
  )
}

function stageIcon(share: number, ended: boolean): IconName {
  if (share === 1) return 'published'
  if (ended) return 'cancelled'
  return share > 0 ? 'running' : 'accepted'
}
