import { useRoute } from 'preact-iso'
import type { Run } from '@syndicate/contracts'
import { showRun } from '../../data/runs.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { hasEnded } from '../../live/run-progress.ts'
import { RunBadge } from '../../parts/badge.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Page, Section } from '../../parts/page.tsx'
import { Shown } from '../../parts/shown.tsx'
import { When } from '../../parts/when.tsx'
import { formatBytes } from '../../format/format-number.ts'
import { formatDuration } from '../../format/format-time.ts'
import { Books } from './books.tsx'
import { RunActions } from './run-actions.tsx'
import { RunEnd } from './run-end.tsx'
import { RunEvents } from './run-events.tsx'
import { RunFields } from './run-fields.tsx'
import { RunPace } from './run-pace.tsx'
import { RunRefusals } from './run-refusals.tsx'
import { Timeline } from './timeline.tsx'
import { useLiveRun } from './use-live-run.ts'
import './run-page.css'

export function RunPage() {
  const { params } = useRoute()
  const id = params['id'] ?? ''
  return <OneRun key={id} id={id} />
}

function OneRun({ id }: { id: string }) {
  const answer = useAnswer((signal) => showRun(id, signal), [id])
  const { run, events, isLoading } = useLiveRun(id, answer)
  return (
    <Page
      title={run ? `Run of ${run.pipeline}` : 'Run'}
      lead={<span class="mono">{id}</span>}
      actions={run && <RunActions run={run} onChanged={answer.reload} />}
    >
      <Shown answer={answer} what="the run">
        {() =>
          run && (
            <>
              <div class="run-state">
                <RunBadge run={run} />
                <span class="quiet-text">
                  accepted <When at={run.createdAt} />, started by <bdi>{run.startedBy.username}</bdi>
                  {run.finishedAt !== null && `, took ${tookOf(run.createdAt, run.finishedAt)}`}
                  {run.dealtWith && (
                    <>
                      , dealt with <When at={run.dealtWith.at} />
                      {run.dealtWith.by && ` by ${run.dealtWith.by}`}
                    </>
                  )}
                </span>
              </div>
              {!hasEnded(run) && <RunPace run={run} events={events} />}
              {cameToNothing(run) && <RunEnd run={run} />}
              {run.fields && <RunFields fields={run.fields} />}
              <Books run={run} />
              <div class="columns">
                <Section title="Timeline" sheet>
                  <Timeline run={run} />
                </Section>
                <Section title="Input and output" sheet>
                  <Facts facts={factsOf(run)} />
                </Section>
              </div>
              {run.counts.quarantined > 0 && hasEnded(run) && <RunRefusals run={run} />}
              <RunEvents events={events} ended={hasEnded(run)} loading={isLoading} />
            </>
          )
        }
      </Shown>
    </Page>
  )
}

function cameToNothing(run: Run): boolean {
  return hasEnded(run) && run.state !== 'published'
}

function tookOf(from: string, to: string): string {
  return formatDuration(Date.parse(to) - Date.parse(from))
}

function factsOf(run: Run) {
  const { pipeline, fileName, dataset, format, bytes, inputKept, datasetDeletedAt, sameBytesAs, version, replayOf } =
    run
  const published = version === null ? '' : `, version ${version}`
  return [
    ['Pipeline', <a href={`/pipelines/${pipeline}`}>{pipeline}</a>],
    ...(fileName === null ? [] : [['File', <bdi>{fileName}</bdi>] as const]),
    ['Input', `${formatBytes(bytes)} of ${format}`],
    ['Input kept', inputKept ? 'yes, so the run can be replayed' : 'no longer; it cannot be replayed'],
    ...(sameBytesAs
      ? [
          [
            'Same bytes as',
            <>
              <a href={`/runs/${sameBytesAs.runId}`}>…{sameBytesAs.runId.slice(-12)}</a>, {sameBytesAs.state},{' '}
              <When at={sameBytesAs.createdAt} />
            </>,
          ] as const,
        ]
      : []),
    [
      'Dataset',
      version === null ? (
        `${dataset}${datasetDeletedAt ? ', deleted since' : ''}`
      ) : (
        <a href={`/datasets/${dataset}`}>
          {dataset}
          {published}
        </a>
      ),
    ],
    ...(replayOf ? [['Replay of', <a href={`/runs/${replayOf}`}>…{replayOf.slice(-12)}</a>] as const] : []),
  ] as const
}
