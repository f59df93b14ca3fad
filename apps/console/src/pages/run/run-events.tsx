import type { BusEvent, RunState } from '@syndicate/contracts'
import { countOf } from '../../format/format-number.ts'
import { formatClock, formatDuration, momentInFull } from '../../format/format-time.ts'
import { Section } from '../../parts/page.tsx'
import { Empty } from '../../parts/shown.tsx'
import './run-events.css'

interface RunEventsProps {
  events: BusEvent[]
  ended: boolean
  /** What is kept of them may still be on its way. */
  loading: boolean
}

/** What the run's topic told, newest first. */
export function RunEvents({ events, ended, loading }: RunEventsProps) {
  return (
    <Section
      title="Events"
      aside={<span class="quiet-text">{events.length > 0 && countOf(events.length, 'event')}</span>}
    >
      {events.length === 0 ? (
        <NoEvents ended={ended} loading={loading} />
      ) : (
        <ol class="run-events" tabIndex={0} aria-label="Events, newest first">
          {events.map((event) => (
            <li key={event.seq}>
              <time dateTime={event.at} title={momentInFull(event.at)}>
                {formatClock(event.at)}
              </time>
              <span>{inWords(event)}</span>
            </li>
          ))}
        </ol>
      )}
    </Section>
  )
}

function NoEvents({ ended, loading }: Omit<RunEventsProps, 'events'>) {
  if (ended && loading)
    return (
      <p class="quiet-text" role="status">
        Loading the events …
      </p>
    )
  return (
    <Empty title={ended ? 'Its events are no longer kept' : 'No event yet'}>
      {ended && <p>They are kept for a short while after the last one. The books and the timeline stay.</p>}
    </Empty>
  )
}

const stateWords: Record<RunState, string> = {
  accepted: 'The run is accepted',
  running: 'The run is under way',
  published: 'The run is published',
  rejected: 'The run was rejected',
  failed: 'The run failed',
  cancelled: 'The run was cancelled',
}

function inWords({ data }: BusEvent): string {
  if (data.kind === 'run.state') {
    const version = data.version === undefined ? '' : ` as version ${data.version} of ${data.dataset}`
    const error = data.error ? `: ${data.error.detail}` : ''
    return `${stateWords[data.state]}${version}${error}`
  }
  if (data.kind !== 'run.progress') return data.kind
  if (data.stage === 'extract') {
    return `extract cut the input into ${countOf(data.ordinal + 1, 'chunk')} in ${formatDuration(data.ms)}`
  }
  const records = data.records === undefined ? '' : ` with ${countOf(data.records, 'record')}`
  return `${data.stage} finished chunk ${data.ordinal}${records} in ${formatDuration(data.ms)}`
}
